//! The ledger of measurements: payments of five thousand collectives over three years, sixteen columns, about 174 bytes a row.
//!
//! Shaped as the one that the peers of `performance.md` were measured on: skewed collectives, payees that a collective uses again and
//! again, twenty thousand distinct summaries, sums that are log-normal and one in four round, seven rows of ten with an invoice number,
//! and injected duplicates, consecutive invoices and splits.

use std::io::{self, Write};

use jiff::civil::{Date, date};

use crate::random::Random;

/// How many of each distinct thing there are.
const ORGS: u64 = 5_000;
const PAYEES: u64 = 200_000;
const SUMMARIES: u64 = 20_000;
const DAYS: i64 = 1_096;

const THINGS: &str = "办公用品 水电费 电话费 村道维修 绿化养护 保洁工资 灌溉设备 化肥采购 农药采购 土地流转款 村民补助 危房改造 道路硬化 \
路灯安装 监控维护 垃圾清运 打印复印 会议材料 文体器材 防汛物资 种子采购 车辆维修 燃油费 宣传栏更新 工程进度款 设计费 监理费 审计费 保险费 体检费 征地补偿 集体分红 出租收入 承包款 利息";
/// Words that the rules of the measurement look for.
const CATCHES: &str = "旅游 旅行社 景区 门票 KTV 歌厅 足浴 按摩 桑拿 会所 高尔夫 棋牌";
const VERBS: &str = "支付 付 报销 结算 补付 预付 转付 拨付 收 归还";
const TAILS: &str =
    "（一期） （二期） 尾款 定金 全年 上半年 下半年 一季度 二季度 三季度 四季度 月结";
const SURNAMES: &str =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: &str =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志鹏飞云雪梅海燕波宇浩然";
const TRADES: &str =
    "建材 商贸 园林 农资 五金 劳务 工程 物流 印刷 广告 餐饮 超市 文化传媒 科技 环保 机电 运输 种业";
const PLACES: &str = "东乡 西村 南庄 北坞 上塘 下沙 河口 山前 岭后";

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

/// How often the rules of the measurement find something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Catches {
    /// As in the ledger of the performance notes: about one row in four is a hit.
    Many,
    /// As in books that were looked after: one row in some hundreds.
    Few,
}

/// The distinct texts of the ledger.
struct Texts {
    summaries: Vec<String>,
    payees: Vec<String>,
    staff: Vec<String>,
    places: Vec<&'static str>,
}

fn texts(random: &mut Random, catches_are: Catches) -> Texts {
    // One summary in so many holds a word that is looked for.
    let one_in = match catches_are {
        Catches::Many => 25,
        Catches::Few => 2_000,
    };
    let (things, catches, verbs, tails) =
        (words(THINGS), words(CATCHES), words(VERBS), words(TAILS));
    let summaries = (0..SUMMARIES)
        .map(|i| {
            let core = if i % one_in == 7 {
                random.pick(&catches)
            } else {
                random.pick(&things)
            };
            let tail = if random.below(10) < 6 {
                random.pick(&tails)
            } else {
                ""
            };
            format!(
                "{}{}月第{}组{core}{tail}{}",
                random.pick(&verbs),
                random.between(1, 12),
                random.between(1, 60),
                i % 97
            )
        })
        .collect();
    let (surnames, given): (Vec<char>, Vec<char>) =
        (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let trades = words(TRADES);
    let name = |random: &mut Random| {
        format!(
            "{}{}{}",
            random.pick(&surnames),
            random.pick(&given),
            random.pick(&given)
        )
    };
    let payees = (0..PAYEES)
        .map(|i| {
            if i % 5 < 3 {
                format!("{}{}", name(random), i % 400)
            } else {
                format!("{}{}{i}有限公司", name(random), random.pick(&trades))
            }
        })
        .collect();
    let staff = (0..ORGS * 3)
        .map(|i| format!("{}{}", name(random), i / 900))
        .collect();
    Texts {
        summaries,
        payees,
        staff,
        places: words(PLACES),
    }
}

/// One payment, in numbers.
#[derive(Clone, Copy)]
struct Payment {
    org: u64,
    payee: u64,
    fen: i64,
    invoice: u64,
}

/// Writes `rows` payments, the same for the same number.
///
/// # Errors
/// What the writer says.
pub fn payments(rows: u64, catches: Catches, mut out: impl Write) -> io::Result<()> {
    let mut random = Random::new(20_240_601);
    let texts = texts(&mut random, catches);
    let first = date(2022, 1, 1);
    let days: Vec<Date> = (0..DAYS)
        .filter_map(|d| first.checked_add(jiff::Span::new().days(d)).ok())
        .collect();
    writeln!(
        out,
        "txn_id,org_code,date,voucher_no,account_code,summary,payee,payee_account,amount,direction,method,mcc,place,preparer,approver,invoice_no"
    )?;
    let mut recent = [Payment {
        org: 0,
        payee: 0,
        fen: 100,
        invoice: 0,
    }; 512];
    let mut split = (0, recent[0]);
    for row in 0..rows {
        let at = usize::try_from(row * days.len() as u64 / rows.max(1)).unwrap_or(0);
        let mut payment = fresh(&mut random);
        // Of two thousand rows four repeat a recent one, four follow it with the next invoice, and one begins a split; five times fewer
        // where little is to be found.
        let chance = random.below(match catches {
            Catches::Many => 2_000,
            Catches::Few => 10_000,
        });
        let old = *random.pick(&recent);
        if split.0 > 0 && chance < 300 {
            payment = Payment {
                fen: random.between(400_000, 999_900),
                ..split.1
            };
            split.0 -= 1;
        } else if chance < 4 {
            payment = old;
        } else if chance < 8 && old.invoice > 0 {
            payment = Payment {
                invoice: old.invoice.saturating_add(1),
                ..old
            };
        } else if chance == 8 {
            split = (3, payment);
        }
        recent[usize::try_from(random.below(512)).unwrap_or(0)] = payment;
        line(
            &mut out,
            &mut random,
            &texts,
            row,
            days[at.min(days.len() - 1)],
            (payment, catches),
        )?;
    }
    out.flush()
}

fn fresh(random: &mut Random) -> Payment {
    // The square of a uniform number gives a few large collectives and many small ones.
    let (a, b) = (random.below(ORGS), random.below(ORGS));
    let org = a * b / ORGS;
    let payee = if random.below(100) < 85 {
        (org * 37 + random.below(120)) % PAYEES
    } else {
        random.below(PAYEES)
    };
    let mut fen = log_normal(random);
    if random.below(4) == 0 {
        fen = (fen / 10_000 + 1) * 10_000;
    }
    let invoice = if random.below(10) < 7 {
        10_000_000 + random.below(89_999_999)
    } else {
        0
    };
    Payment {
        org,
        payee,
        fen,
        invoice,
    }
}

/// A sum whose logarithm is normal about 6.6 (735 yuan) with deviation 1.5, from one fen to five million yuan: a sum of twelve uniform
/// numbers stands for the normal one, so that no library's logarithm decides a digit.
fn log_normal(random: &mut Random) -> i64 {
    const ONE: i64 = 1 << 20;
    let twelve: i64 = (0..12).map(|_| random.between(0, ONE - 1)).sum();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "A sum for a measurement: what is lost is far below a fen."
    )]
    let fen = {
        let normal = (twelve - 6 * ONE) as f64 / ONE as f64;
        ((normal * 1.5 + 6.6).exp() * 100.0) as i64
    };
    fen.clamp(1, 500_000_000)
}

fn line(
    out: &mut impl Write,
    random: &mut Random,
    texts: &Texts,
    row: u64,
    day: Date,
    (p, catches): (Payment, Catches),
) -> io::Result<()> {
    let at = |n: u64| usize::try_from(n).unwrap_or(0);
    let method = ["cash", "bank", "bank", "card"][at(random.below(4))];
    let account = if method == "cash" {
        String::new()
    } else {
        format!("6222{:012}", p.payee * 7_919)
    };
    // Two of the four hundred codes are looked for.
    let code = random.below(400);
    let mcc = match (random.below(2), code) {
        (0, _) => String::new(),
        (_, 0) if catches == Catches::Many || random.below(20) == 0 => "7911".to_owned(),
        (_, 1) if catches == Catches::Many || random.below(20) == 0 => "7992".to_owned(),
        _ => (1_000 + (code + 2) * 15).to_string(),
    };
    let preparer = p.org * 3 + random.below(2);
    let approver = if random.below(if catches == Catches::Many { 100 } else { 2_000 }) == 0 {
        preparer
    } else {
        p.org * 3 + 2
    };
    let invoice = if p.invoice == 0 {
        String::new()
    } else {
        p.invoice.to_string()
    };
    let direction = if random.below(100) < 15 { "in" } else { "out" };
    writeln!(
        out,
        "{},3301{:02}{:05},{day},记-{:04},{}{:02},{},{},{account},{}.{:02},{direction},{method},{mcc},{},{},{},{invoice}",
        row + 1,
        p.org / 100,
        p.org,
        random.below(2_000),
        [1001, 1002, 1122, 5401, 5601, 5602][at(random.below(6))],
        random.below(12),
        texts.summaries[at(random.below(SUMMARIES))],
        texts.payees[at(p.payee)],
        p.fen / 100,
        p.fen % 100,
        texts.places[at(p.org % texts.places.len() as u64)],
        texts.staff[at(preparer)],
        texts.staff[at(approver)],
    )
}

/// The names of the collectives.
pub fn orgs() -> Vec<String> {
    (0..ORGS).map(name).collect()
}

fn name(org: u64) -> String {
    format!("3301{:02}{org:05}", org / 100)
}

/// Writes twenty thousand meetings of those collectives.
///
/// # Errors
/// What the writer says.
pub fn meetings(mut out: impl Write) -> io::Result<()> {
    let mut random = Random::new(20_240_602);
    let first = date(2022, 1, 1);
    writeln!(out, "org,start,end,title")?;
    for _ in 0..20_000 {
        let org = random.below(ORGS);
        let start = first.saturating_add(jiff::Span::new().days(random.between(0, DAYS - 6)));
        let end = start.saturating_add(jiff::Span::new().days(random.between(0, 3)));
        writeln!(out, "{},{start},{end},年度总结会", name(org))?;
    }
    out.flush()
}
