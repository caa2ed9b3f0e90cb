//! Forms in which exports write one thing: dates, years, currencies, states, parties.

use super::{Folder, ORG, check, rows, summary};

/// One payments file: the columns asked for, row by row.
fn shows(text: &str, columns: &[&str], want: &[&str]) {
    let folder = Folder::of(&[("1.csv", text)]);
    let ledger = folder.open(ORG);
    assert_eq!(
        rows(&ledger, "payments", columns),
        want,
        "{text}\n{} {:?}",
        summary(&ledger, 0),
        ledger.rejects()
    );
}

#[test]
fn dates_that_need_their_column_or_their_banner() {
    shows(
        "日期,收款人,金额,摘要\n13/01/2024,甲,1.00,沙\n02/03/2024,甲,1.00,沙\n",
        &["date"],
        &["19735", "19784"],
    );
    shows(
        "日期,收款人,金额,摘要\n01/13/2024,甲,1.00,沙\n02/03/2024,甲,1.00,沙\n",
        &["date"],
        &["19735", "19756"],
    );
    shows(
        "2024年度支付清单,,,\n日期,收款人,金额,摘要\n1月31日,甲,1.00,沙\n",
        &["date"],
        &["19753"],
    );
    // Nothing tells the order: the source is refused, not guessed.
    let folder = Folder::of(&[(
        "1.csv",
        "日期,收款人,金额,摘要\n01/02/2024,甲,1.00,沙\n02/03/2024,甲,1.00,沙\n",
    )]);
    assert!(summary(&folder.open(ORG), 0).starts_with("unreadable"));
    let pinned = format!("{ORG}date = \"dmy\"\n");
    assert_eq!(
        rows(&folder.open(&pinned), "payments", &["date"]),
        ["19754", "19784"]
    );
}

#[test]
fn times_stand_in_the_date_or_beside_it() {
    shows(
        "交易时间,收款人,金额,摘要\n2024-01-02 09:15:22,甲,1.00,沙\n",
        &["date", "time"],
        &["19724|33322"],
    );
    shows(
        "交易日期,交易时间,收款人,金额\n20240102,091522,甲,1.00\n20240103,,甲,1.00\n",
        &["date", "time"],
        &["19724|33322", "19725|"],
    );
}

#[test]
fn decimal_commas_are_told_by_the_column() {
    shows(
        "日期;收款人;金额;摘要\n2024-01-02;甲;1.234,50;沙\n2024-01-02;甲;1.234;沙\n",
        &["amount"],
        &["123450", "123400"],
    );
}

#[test]
fn who_paid_is_the_party_of_money_in() {
    shows(
        "交易日期,收入金额,支出金额,余额,收款人,付款人,摘要\n2024-01-02,10.00,,10.00,石溪经济联合社,租户甲,租\n2024-01-03,,4.00,6.00,商店乙,石溪经济联合社,米\n",
        &["direction", "payee"],
        &["in|租户甲", "out|商店乙"],
    );
}

#[test]
fn methods_from_the_book_and_from_words() {
    let folder = Folder::of(&[(
        "现金日记账.csv",
        "日期,凭证号,摘要,收入,支出,余额\n2024-01-03,现1,纸,,1.00,9.00\n",
    )]);
    assert_eq!(
        rows(&folder.open(ORG), "payments", &["book", "method"]),
        ["cash_book|cash"]
    );
    shows(
        "交易日期,交易类型,交易金额,余额,对方户名,摘要\n2024-01-02,现金支取,-1.00,9.00,甲,备用金\n2024-01-03,跨行转账,-1.00,8.00,甲,货款\n2024-01-03,结息,+1.00,9.00,,结息\n",
        &["method"],
        &["cash", "bank", ""],
    );
}

#[test]
fn what_was_not_carried_out_has_no_direction() {
    shows(
        "交易时间,交易对方,收/支,金额,当前状态\n2024-01-02 10:00:00,甲,支出,12.00,支付成功\n2024-01-02 10:00:01,甲,支出,12.00,支付失败\n",
        &["direction", "amount"],
        &["out|1200", "|1200"],
    );
}

#[test]
fn other_currencies_are_rejects() {
    let folder = Folder::of(&[(
        "1.csv",
        "日期,收款人,金额,币种,摘要\n2024-01-02,甲,1.00,人民币,沙\n2024-01-02,甲,1.00,USD,沙\n",
    )]);
    let ledger = folder.open(ORG);
    assert_eq!(
        summary(&ledger, 0),
        "payments/list: 1 0 1 0 1; out 100 in 0"
    );
    assert_eq!(ledger.rejects()[0].code, "foreign-currency");
}

#[test]
fn a_party_called_like_a_total_is_a_party() {
    check(
        "日期,收款人,金额,摘要\n2024-01-02,合计庄村委会,1.00,补助\n2024-01-03,小计,2.00,工资\n合计,,3.00,\n",
        "payments/list: 2 1 1 0 0; out 300 in 0",
        "out?",
        &["out|100|补助", "out|200|工资"],
    );
}

#[test]
fn opening_and_closing_balances_are_compared() {
    let folder = Folder::of(&[(
        "日记账.csv",
        "日期,摘要,收入,支出,余额\n,期初余额,,,10.00\n2024-01-02,租金,100.00,,110.00\n,期末余额,,,111.00\n",
    )]);
    let ledger = folder.open(ORG);
    let found: Vec<(u32, i64, i64, bool)> = ledger.sources()[0]
        .controls
        .iter()
        .filter(|c| c.what == "opening_closing")
        .map(|c| (c.row, c.stated, c.found, c.agrees))
        .collect();
    assert_eq!(found, [(2, 1_000, 1_000, true), (4, 11_100, 11_000, false)]);
}

#[test]
fn invoices_are_out_where_the_collective_buys() {
    let folder = Folder::of(&[(
        "全量发票.csv",
        "序号,发票代码,发票号码,数电发票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,金额,税额,价税合计,发票状态,备注\n1,,,24442000000000000001,,广之旅,,石溪经济联合社,2024-01-09 11:37:34,100.00,6.00,106.00,正常,\n2,,,24442000000000000002,,石溪经济联合社,,租户甲,2024-01-10,50.00,3.00,53.00,正常,\n",
    )]);
    let ledger = folder.open("");
    assert_eq!(summary(&ledger, 0).split(':').next(), Some("invoices"));
    let shown = rows(&ledger, "invoices", &["invoice_no", "direction", "amount"]);
    assert_eq!(shown[0], "24442000000000000001|out|10600");
    assert_eq!(
        rows(&folder.open(ORG), "invoices", &["direction"]),
        ["out", "in"]
    );
}

#[test]
fn vouchers_name_their_party_and_their_way_of_paying() {
    let folder = Folder::of(&[(
        "凭证.csv",
        "日期,凭证字,凭证号,摘要,科目编码,科目名称,借方金额,贷方金额\n2024-03-01,记,1,付水泥款,513,管理费用,100.00,\n2024-03-01,记,1,付水泥款,101,库存现金,,100.00\n2024-03-02,记,2,欠工程款,513,管理费用,70.00,\n2024-03-02,记,2,欠工程款,211,应付款/宏业建筑队,,70.00\n2024-03-05,记,3,付工程款,211,应付款/宏业建筑队,70.00,\n2024-03-05,记,3,付工程款,102,银行存款,,70.00\n",
    )]);
    assert_eq!(
        rows(
            &folder.open(ORG),
            "journal",
            &["voucher_no", "direction", "amount", "method", "payee"]
        ),
        [
            "记-1|out|10000|cash|",
            "记-1||||",
            "记-2|out|7000||宏业建筑队",
            "记-2||||宏业建筑队",
            "记-3||||宏业建筑队",
            "记-3||||",
        ]
    );
}

#[test]
fn an_account_and_a_name_in_one_cell_are_two() {
    shows(
        "序号,摘要,交易日期,交易金额,账户余额,对方账号与户名\n\
         1,转账,20240102,-10.00,90.00,6217000011112222/张三\n\
         2,合计,20240103,-20.00,70.00,4400123456/合计建材店\n\
         3,结息,20240104,1.00,71.00,\n",
        &["payee", "payee_account", "direction", "amount"],
        &[
            "张三|6217000011112222|out|1000",
            "合计建材店|4400123456|out|2000",
            "||in|100",
        ],
    );
}

#[test]
fn order_numbers_of_merchants_are_numbers_of_transactions_not_of_contracts() {
    for (headings, want) in [
        ("交易单号,商户单号", "t1|"),
        ("交易号,商家订单号", "t1|"),
        ("备注,商户订单号", "m1|"),
        ("备注,商户单号", "m1|"),
    ] {
        shows(
            &format!(
                "交易时间,交易对方,收/支,金额(元),{headings}\n2024-01-02 09:00:00,甲店,支出,1.00,t1,m1\n"
            ),
            &["txn_no", "contract_no"],
            &[want],
        );
    }
}

#[test]
fn a_contract_without_a_day_of_signing_has_none() {
    let folder = Folder::of(&[(
        "合同台账.csv",
        "合同编号,合同名称,承租方,起始日期,终止日期,签订日期\n\
         H1,铺租,甲店,2024-01-02,2025-01-01,\n\
         H2,铺租,乙店,2024-01-02,2025-01-01,2024-01-01\n",
    )]);
    assert_eq!(
        rows(
            &folder.open(ORG),
            "contracts",
            &["start", "signed", "dated"]
        ),
        ["19724||19724", "19724|19723|19723"]
    );
}

#[test]
fn traditional_headings_banners_and_totals_are_read_like_simplified_ones() {
    let folder = super::Folder::of(&[(
        "1.csv",
        "戶名：石溪經濟聯合社,,,單位：萬元\n日期,摘要,支出金額,收款人\n2024-01-05,付料,1.5,乙\n2024-01-31,本月合計,1.5,\n合計,,1.5,\n",
    )]);
    let ledger = folder.open("[[org]]\nname = \"石溪经济联合社\"\n");
    assert_eq!(
        super::summary(&ledger, 0),
        "payments/list: 1 2 2 0 0; out 1500000 in 0"
    );
    assert_eq!(
        super::rows(&ledger, "payments", &["org", "amount"]),
        ["石溪经济联合社|1500000"]
    );
    // A column that names the collective is known too.
    let folder = super::Folder::of(&[(
        "1.csv",
        "單位名稱,日期,摘要,支出金額,對方戶名\n石溪经济联合社,2024-01-05,付料,900,乙\n",
    )]);
    assert_eq!(
        super::rows(&folder.open(""), "payments", &["org", "amount", "payee"]),
        ["石溪经济联合社|90000|乙"]
    );
}

#[test]
fn an_invoice_is_its_buyers_or_sellers_where_these_are_collectives_and_nobodys_else() {
    let text = "发票号码,开票日期,购买方名称,销售方名称,价税合计\n24442000000000000201,2024-01-05,石溪经济联合社,宏业建材店,900\n24442000000000000202,2024-01-05,租户甲,石溪经济联合社,900\n24442000000000000203,2024-01-05,陈志强,宏业建材店,900\n";
    let folder = super::Folder::of(&[("1.csv", text)]);
    let ledger = folder.open("");
    assert_eq!(
        super::rows(&ledger, "invoices", &["org", "direction", "buyer"]),
        [
            "石溪经济联合社|out|石溪经济联合社",
            "石溪经济联合社|in|租户甲"
        ]
    );
    let names: Vec<&str> = ledger.orgs().iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["石溪经济联合社"]);
    assert_eq!(ledger.rejects().len(), 1);
    assert_eq!(ledger.rejects()[0].code, "no-org");
}
