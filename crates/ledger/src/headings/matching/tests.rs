//! Heading rows as exports have them: the feed they are read as, and what becomes of each heading.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Mapping, match_columns};
use crate::{ColumnPin, Config, Feed, Schema};

fn schema() -> Schema {
    Schema::of(&Config::default()).unwrap()
}

/// The feed of the highest score; the layout, which sees names of files besides, breaks ties as this does.
fn best_feed<'a>(schema: &'a Schema, headings: &[String]) -> Option<(&'a Feed, Mapping)> {
    let no_pins = BTreeMap::new();
    let rank = |feed: &Feed| match feed.name.as_str() {
        "journal" => 2,
        "payments" => 1,
        _ => 0,
    };
    let fits = schema
        .feeds
        .iter()
        .map(|feed| (&**feed, match_columns(feed, headings, &no_pins)));
    fits.filter(|(_, mapping)| mapping.complete)
        .max_by_key(|(feed, m)| {
            (
                m.score,
                Reverse(m.ties.len()),
                rank(feed),
                Reverse(feed.name.as_str()),
            )
        })
}

fn row(headings: &str) -> Vec<String> {
    headings.split('|').map(str::to_owned).collect()
}

fn mapped(feed: &str, headings: &str, pins: &BTreeMap<String, ColumnPin>) -> Mapping {
    match_columns(schema().feed(feed).unwrap(), &row(headings), pins)
}

/// `wanted` names the feed and `column=heading` for each column that must be there.
fn check(headings: &str, feed: &str, wanted: &str) {
    let schema = schema();
    let row = row(headings);
    let (found, mapping) = best_feed(&schema, &row).unwrap();
    assert_eq!(found.name, feed, "{headings}: {mapping:?}");
    for pair in wanted.split_whitespace() {
        let (column, heading) = pair.split_once('=').unwrap();
        let at = mapping.columns.get(column).and_then(|at| row.get(*at));
        assert_eq!(
            at.map(|h| h.replace(' ', "")).as_deref(),
            Some(heading),
            "{column} of {headings}"
        );
    }
    assert_eq!(mapping.ties, [], "{headings}");
}

#[test]
fn statements_of_banks_and_wallets() {
    check(
        "交易日期|交易时间|交易摘要|交易金额|本次余额|对手信息|日 志 号|交易渠道|交易附言",
        "payments",
        "date=交易日期 time=交易时间 summary=交易摘要 amount=交易金额 balance=本次余额 payee=对手信息 txn_no=日志号 method=交易渠道 note=交易附言",
    );
    check(
        "交易日期|记账日期|摘要|交易场所|交易国家或地区简称|交易金额(收入)|交易金额(支出)|交易币种|记账金额(收入)|记账金额(支出)|记账币种|余额|对方户名",
        "payments",
        "date=交易日期 post_date=记账日期 amount_in=交易金额(收入) amount_out=交易金额(支出) balance=余额 payee=对方户名 currency=交易币种",
    );
    check(
        "交易日期|摘要|交易详情|交易场所|交易国家或地区简称|钞/汇|交易金额(收入)|交易金额(支出)|交易币种|记账金额(收入)|记账金额(支出)|记账币种|余额|对方户名|对方账户",
        "payments",
        "purpose=交易详情 payee_account=对方账户 amount_in=交易金额(收入)",
    );
    check(
        "交易时间|交易类型|交易对方|商品|收/支|金额(元)|支付方式|当前状态|交易单号|商户单号|备注",
        "payments",
        "date=交易时间 kind=交易类型 payee=交易对方 summary=商品 direction=收/支 amount=金额(元) method=支付方式 status=当前状态 txn_no=交易单号",
    );
    check(
        "交易时间|交易分类|交易对方|对方账号|商品说明|收/支|金额|收/付款方式|交易状态|交易订单号|商家订单号|备注",
        "payments",
        "date=交易时间 payee=交易对方 payee_account=对方账号 summary=商品说明 direction=收/支 method=收/付款方式 status=交易状态",
    );
    check(
        "序号|摘要|币别|钞汇|交易日期|交易金额|账户余额|交易地点/附言|对方账号与户名",
        "payments",
        "summary=摘要 amount=交易金额 balance=账户余额 note=交易地点/附言 payee_with_account=对方账号与户名",
    );
    check(
        "账号|户名|交易日期|借方发生额|贷方发生额|余额|对方户名|对方账号|对方开户行|用途|附言|交易流水号",
        "payments",
        "account=账号 org=户名 amount_debit=借方发生额 amount_credit=贷方发生额 payee=对方户名 payee_account=对方账号 txn_no=交易流水号 summary=用途",
    );
    check(
        "交易日期|交易时间|借贷标志|发生额|余额|对方单位|对方帐号|摘要",
        "payments",
        "flag=借贷标志 amount=发生额 payee=对方单位 payee_account=对方帐号",
    );
    check(
        "记账日期|转入金额|转出金额|余额|收(付)方名称|收(付)方账号|摘要|回单号",
        "payments",
        "date=记账日期 amount_in=转入金额 amount_out=转出金额",
    );
}

#[test]
fn books_and_lists() {
    check(
        "日期|凭证号|摘要|对方科目|借方|贷方|方向|余额",
        "payments",
        "date=日期 voucher_no=凭证号 account_name=对方科目 amount_debit=借方 amount_credit=贷方",
    );
    check(
        "日期|收款人|金额（元）|编号",
        "payments",
        "payee=收款人 amount=金额（元）",
    );
    check(
        "收据号|日期|交款人|收费项目|金额|收款人|开票人",
        "receipts",
        "receipt_no=收据号 payer=交款人 item=收费项目",
    );
    check("编号|日期|金额|摘要", "payments", "summary=摘要");
    check(
        "序号|日期|单位|金额|用途|备注",
        "payments",
        "org=单位 summary=用途 note=备注",
    );
    check(
        "日期|收支|金额|收款人|摘要|支付方式|经办人|审批人",
        "payments",
        "direction=收支 amount=金额 payee=收款人",
    );
    check(
        "制单日期|凭证字号|摘要|科目编码|科目名称|借方金额|贷方金额|附件数|制单人|审核人|记账人",
        "journal",
        "date=制单日期 voucher_no=凭证字号 debit=借方金额 credit=贷方金额 attachments=附件数 preparer=制单人",
    );
    check(
        "日期|凭证号|摘要|科目名称|方向|金额|制单|审核",
        "journal",
        "side=方向 amount_side=金额 preparer=制单 reviewer=审核",
    );
    check(
        "会计期间|凭证字|凭证号|分录号|摘要|科目编码|科目全称|借方|贷方|往来单位",
        "journal",
        "period=会计期间 voucher_type=凭证字 line=分录号 account_name=科目全称 payee=往来单位",
    );
    check(
        "科目编码|科目名称|期初余额借方|期初余额贷方|本期发生额借方|本期发生额贷方|期末余额借方|期末余额贷方",
        "balances",
        "opening_debit=期初余额借方 debit=本期发生额借方 credit=本期发生额贷方 closing_credit=期末余额贷方",
    );
}

#[test]
fn papers_and_registers() {
    check(
        "序号|发票代码|发票号码|数电发票号码|销方识别号|销方名称|购方识别号|购买方名称|开票日期|金额|税额|价税合计|发票来源|发票票种|发票状态|是否正数发票|发票风险等级|开票人|备注",
        "invoices",
        "invoice_no=发票号码 digital_no=数电发票号码 seller=销方名称 buyer=购买方名称 date=开票日期 net=金额 tax=税额 amount=价税合计 issuer=开票人",
    );
    check(
        "数电发票号码|开票日期*|金额*|票面税额*|有效抵扣税额*|购买方识别号*|销售方纳税人名称",
        "invoices",
        "invoice_no=数电发票号码 date=开票日期* tax=票面税额* seller=销售方纳税人名称",
    );
    check(
        "合同编号|合同名称|合同类型|发包方|承租方|证件号码|面积|起始日期|终止日期|租金|计价单位|押金|签订日期|合同状态",
        "contracts",
        "lessee=承租方 start=起始日期 end=终止日期 rent=租金 deposit=押金 signed=签订日期",
    );
    check(
        "村社|会议名称|会议时间|地点|参会人数|主持人|会议内容",
        "meetings",
        "org=村社 title=会议名称 start=会议时间 attendees=参会人数 summary=会议内容",
    );
    check(
        "单位|开始日期|结束日期|会议名称|地点",
        "meetings",
        "org=单位 start=开始日期 end=结束日期",
    );
    check(
        "org|start|end|title",
        "meetings",
        "org=org start=start end=end title=title",
    );
    check(
        "报备单位|决策时间|事项类别|事项名称|涉及金额|收款单位|报备日期|决议编号",
        "decisions",
        "date=决策时间 title=事项名称 amount=涉及金额 payee=收款单位 filed_date=报备日期",
    );
    check(
        "单位名称|干部姓名|干部身份证号|亲属姓名|关系|亲属身份证号",
        "people",
        "name=亲属姓名 id_no=亲属身份证号 relation=关系 relative_of=干部姓名 relative_id=干部身份证号",
    );
    check(
        "单位名称|姓名|身份证号|职务|任职开始日期|任职结束日期",
        "people",
        "name=姓名 office=职务 start=任职开始日期",
    );
    check(
        "姓名|身份证号|一卡通号|补助项目|金额|发放日期",
        "recipients",
        "name=姓名 account=一卡通号 item=补助项目 amount=金额",
    );
    check(
        "资产编号|资产名称|资产类别|原值|累计折旧|净值|取得日期|使用状况",
        "assets",
        "name=资产名称 original=原值 depreciation=累计折旧 net=净值",
    );
    check(
        "名称|编码|别名|区划代码|镇街|会计科目表",
        "orgs",
        "name=名称 region=区划代码 chart=会计科目表",
    );
    check(
        "交易编号|标的名称|起拍价|成交价|保证金|报名人数|竞得人|成交日期",
        "trades",
        "floor=起拍价 deal=成交价 winner=竞得人 date=成交日期",
    );
    check(
        "工程名称|施工单位|预算金额|中标价|合同金额|开工日期|竣工日期|结算价",
        "projects",
        "title=工程名称 contractor=施工单位 budget=预算金额 award=中标价 amount=合同金额",
    );
}

#[test]
fn english_exports() {
    check(
        "Departmental Family|Entity|Date|Expense Type|Expense Area|Supplier|Transaction number|Amount",
        "payments",
        "org=Entity date=Date account_name=ExpenseType department=ExpenseArea payee=Supplier txn_no=Transactionnumber amount=Amount summary=ExpenseType",
    );
    check(
        "Department|Entity|Date of Payment|Expense Type|Supplier Name|Transaction No|Amount (£)|Description",
        "payments",
        "department=Department date=DateofPayment payee=SupplierName txn_no=TransactionNo amount=Amount(£) summary=Description",
    );
    check(
        "Agency Name|Transaction Date|Vendor|Amount|Merchant Category Code (MCC)|Cardholder Name",
        "payments",
        "date=TransactionDate payee=Vendor mcc=MerchantCategoryCode(MCC) handler=CardholderName",
    );
    check(
        "Body Name|Payment Date|Beneficiary Name|Invoice Number|Total|Purpose",
        "payments",
        "org=BodyName date=PaymentDate payee=BeneficiaryName invoice_no=InvoiceNumber amount=Total purpose=Purpose",
    );
    check(
        "Agency|Transaction_Date|Transaction_Amount|Vendor_Name|Vendor_State_Province|MCC_Description",
        "payments",
        "org=Agency date=Transaction_Date amount=Transaction_Amount payee=Vendor_Name kind=MCC_Description",
    );
    check(
        "Supplier Name|Supplier Postcode|VAT Amount|Net Amount £|Date Paid|Trans. No.",
        "payments",
        "payee=SupplierName amount=NetAmount£ date=DatePaid txn_no=Trans.No.",
    );
    check(
        "Body|Date|Transaction Ref|Supplier|Amount (ex VAT)|Irrecoverable VAT",
        "payments",
        "org=Body amount=Amount(exVAT)",
    );
    check(
        "txn_id|org_code|date|voucher_no|account_code|summary|payee|payee_account|amount|direction|method|mcc|place|preparer|approver|invoice_no",
        "payments",
        "txn_no=txn_id org=org_code date=date voucher_no=voucher_no mcc=mcc preparer=preparer",
    );
}

#[test]
fn a_short_alias_is_not_found_in_another_column_s_heading() {
    for (feed, headings, column) in [
        ("invoices", "开票日期|借方金额|销方名称|价税合计", "net"),
        ("payments", "日期|金额|期初余额", "balance"),
        ("payments", "日期|金额|税额合计金额", "amount_in"),
        ("payments", "日期|预算金额|支出金额", "amount"),
        ("payments", "日期|金额|对方证件号", "account"),
        ("payments", "打印日期|交易日期|金额", "post_date"),
    ] {
        let mapping = mapped(feed, headings, &BTreeMap::new());
        assert_eq!(mapping.columns.get(column), None, "{headings}: {mapping:?}");
    }
    let mapping = mapped("payments", "日期|本次实付金额|摘要", &BTreeMap::new());
    assert_eq!(
        mapping.columns.get("amount"),
        Some(&1),
        "the longest alias inside is found"
    );
}

#[test]
fn equal_headings_are_asked_never_guessed() {
    let mapping = mapped("payments", "日期|金额|金额|摘要", &BTreeMap::new());
    assert_eq!(mapping.columns.get("amount"), None);
    assert_eq!(mapping.ties.len(), 1);
    assert_eq!(
        (
            mapping.ties[0].column.as_str(),
            mapping.ties[0].headings.as_slice(),
            mapping.ties[0].blocking
        ),
        ("amount", &[1, 2][..], true)
    );
    assert!(mapping.complete);
    let mapping = mapped("payments", "日期|金额|备注|备注", &BTreeMap::new());
    assert!(!mapping.ties[0].blocking);
}

#[test]
fn pins_come_first_and_their_slips_are_told() {
    let pins = BTreeMap::from([
        (
            "amount".to_owned(),
            ColumnPin(vec!["发生额".into(), "实付".into()]),
        ),
        ("payee".to_owned(), ColumnPin(vec!["收款方".into()])),
        ("colour".to_owned(), ColumnPin(vec!["日期".into()])),
    ]);
    let mapping = mapped("payments", "日期|金额|实 付|摘要", &pins);
    assert_eq!(mapping.columns.get("amount"), Some(&2));
    let missing: Vec<&str> = mapping
        .missing_pins
        .iter()
        .map(|(c, _)| c.as_str())
        .collect();
    assert_eq!(missing, ["colour", "payee"]);
}

#[test]
fn a_table_of_something_else_fits_nothing() {
    let schema = schema();
    for headings in ["姓名|手机|微信", "a|b|c", "", "产品|规格|库存"] {
        let found = best_feed(&schema, &row(headings));
        assert_eq!(found.map(|(f, _)| f.name.as_str()), None, "{headings}");
    }
}
