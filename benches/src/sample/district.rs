//! The fictional district: its collectives, its ordinary business, and the project file that goes with it. None of it exists.

/// A collective.
#[derive(Clone, Copy, Debug)]
pub(super) struct Collective {
    /// Full name.
    pub(super) name: &'static str,
    /// Basic account.
    pub(super) account: &'static str,
    /// Opening balance of the bank account in fen.
    pub(super) opening: i64,
}

/// Two unions, three societies, one villagers' committee.
pub(super) const COLLECTIVES: [Collective; 6] = [
    Collective {
        name: "云溪经济联合社",
        account: "80020000001234567",
        opening: 86_420_000,
    },
    Collective {
        name: "瑞丰经济联合社",
        account: "80020000002234561",
        opening: 64_050_000,
    },
    Collective {
        name: "云溪第一经济社",
        account: "80020000003234565",
        opening: 23_115_000,
    },
    Collective {
        name: "云溪第二经济社",
        account: "80020000004234569",
        opening: 19_870_000,
    },
    Collective {
        name: "瑞丰第一经济社",
        account: "80020000005234563",
        opening: 27_730_000,
    },
    Collective {
        name: "青禾村民委员会",
        account: "80020000006234567",
        opening: 15_245_000,
    },
];

/// One kind of ordinary business: summary, party, party's account, direction, least and greatest yuan.
pub(super) type Business = (&'static str, &'static str, &'static str, bool, i64, i64);

/// What a collective pays and receives in any month; `true` is money in.
pub(super) const ORDINARY: [Business; 14] = [
    (
        "付本月电费",
        "白榄供电局",
        "90010000000000011",
        false,
        900,
        3_800,
    ),
    (
        "付本月水费",
        "白榄自来水有限公司",
        "90010000000000028",
        false,
        200,
        900,
    ),
    (
        "付网络通信费",
        "白榄电信分公司",
        "90010000000000035",
        false,
        260,
        480,
    ),
    (
        "付办公用品（打印纸、文件盒）",
        "齐文办公用品店",
        "90010000000000042",
        false,
        180,
        950,
    ),
    (
        "付村道路灯维修材料款",
        "永亮五金店",
        "90010000000000059",
        false,
        400,
        2_600,
    ),
    (
        "付环境卫生保洁费",
        "洁美保洁服务有限公司",
        "90010000000000066",
        false,
        2_000,
        3_900,
    ),
    (
        "缴纳社会保险费",
        "白榄社会保险基金管理局",
        "90010000000000073",
        false,
        3_000,
        6_500,
    ),
    (
        "缴纳房产税",
        "白榄税务局",
        "90010000000000080",
        false,
        1_200,
        5_800,
    ),
    (
        "付绿化养护费",
        "绿源园林工程有限公司",
        "90010000000000097",
        false,
        1_500,
        4_200,
    ),
    (
        "付消防设施检测费",
        "安泰消防检测有限公司",
        "90010000000000103",
        false,
        800,
        2_400,
    ),
    (
        "收铺位租金",
        "梁顺",
        "6217000000000011127",
        true,
        4_800,
        9_600,
    ),
    (
        "收厂房租金",
        "宏达制衣有限公司",
        "90010000000000110",
        true,
        9_000,
        22_000,
    ),
    (
        "收农田承包款",
        "曾有田",
        "6217000000000022225",
        true,
        2_000,
        5_200,
    ),
    ("存款利息", "", "", true, 20, 160),
];

/// The project file of the sample data.
pub(super) const PROJECT: &str = include_str!("project.toml");
