//! What clerks write, and which lists must (and must not) find something in it.

#![expect(
    clippy::unwrap_used,
    reason = "A broken embedded list should fail the test at once."
)]

use super::Lists;

/// The lists that every line is tried against.
const LISTS: [&str; 7] = [
    "deposit",
    "gifts",
    "meeting",
    "reception",
    "travel",
    "venues",
    "works",
];

/// A text, and the lists that find something in it, parted by spaces.
const CORPUS: &[(&str, &str)] = &[
    // Tours and sights.
    ("付广之旅国际旅行社总结会桂林四天团费", "meeting travel"),
    ("付中国国旅股东代表三日游费用", "travel"),
    ("组织社员代表外出旅游费用", "travel"),
    ("付干部职工张家界双飞五天费用", "travel"),
    ("报销漓江景区门票36张", "travel"),
    ("付南湖国旅团费尾款", "travel"),
    ("付导游服务费及餐费", "reception travel"),
    ("付清远黄腾峡漂流门票", "travel"),
    ("付年终总结后泡温泉费用", "meeting travel"),
    ("付从化碧水湾温泉度假村食宿费", "reception travel"),
    ("付股东三天游大巴租车费", "travel"),
    ("*旅游服务*门票", "travel"),
    ("付旅游大巴租赁费", "travel"),
    ("付携程旅行酒店预订", "travel"),
    ("付欢乐谷门票及午餐", "reception travel"),
    ("付两委干部秋游费用", "travel"),
    ("付旅 游 费（班子成员）", "travel"),
    ("付旅遊團費", "travel"),
    ("付旅\u{200b}游费用", "travel"),
    ("付 旅.游 款", "travel"),
    ("组织退休干部環島遊", "travel"),
    ("付农家乐聚餐费用", "reception travel"),
    ("付索道票、观光车票", "travel"),
    // False friends of tours.
    ("付大岭旅游公路路面硬化工程款", "works"),
    ("付旅游厕所建设款", "works"),
    ("付旅游标识牌制作安装款", "works"),
    ("付乡村旅游规划编制费", ""),
    ("付旅游驿站维修费", "works"),
    ("付旅游停车场租地款", ""),
    ("上缴共青团团费", ""),
    ("收团员团费上缴镇团委", ""),
    ("付集团费用分摊款", ""),
    ("付粤剧团费用", ""),
    ("付歌舞团费用（村民文艺晚会）", ""),
    ("付青年会活动场地费", ""),
    ("付图书漂流活动书柜款", ""),
    ("清理河道漂流物人工费", ""),
    ("付温泉村治安队工资", ""),
    ("拨付度假村村民委员会办公经费", ""),
    ("付观光农业示范园水管款", ""),
    ("付景区道路绿化养护款", "works"),
    ("付法治主题公园绿化款", "works"),
    ("付无人机航拍全景区域测绘费", ""),
    ("收灯会门票收入", ""),
    ("付部门票据打印纸", ""),
    ("付农家乐改造补助", "works"),
    ("公款旅游专项整治宣传横幅", ""),
    ("购旅行箱一批（奖品）", ""),
    ("付片区组团发展规划费", ""),
    ("付途中旅客意外险", ""),
    // Entertainment venues.
    ("付麒麟KTV消费", "venues"),
    ("付ＫＴＶ包房费", "venues"),
    ("付K T V消费", "venues"),
    ("付k.t.v招待客商", "reception venues"),
    ("付卡拉ＯＫ消费款", "venues"),
    ("付天河夜總會消費", "venues"),
    ("付沐足城消费6人", "venues"),
    ("付足 浴 费用", "venues"),
    ("报销泡脚费", "venues"),
    ("付桑拿洗浴中心消费", "venues"),
    ("付spa馆消费", "venues"),
    ("付S P A套餐", "venues"),
    ("付云顶会所消费", "venues"),
    ("付會所招待費", "reception venues"),
    ("付棋牌室包间费", "venues"),
    ("付麻将馆台费", "venues"),
    ("付高尔夫球场打球费", "venues"),
    ("付盛世酒吧酒水", "reception venues"),
    ("付按.摩费用", "venues"),
    ("*娱乐服务*包房消费", "venues"),
    ("付娱乐城消费", "venues"),
    ("付皇家水疗中心", "venues"),
    ("付汗蒸养生馆充卡", "venues"),
    ("付量贩歌城", "venues"),
    ("社会所需物资及会所消费", "venues"),
    ("总结会后会所消费", "meeting venues"),
    // False friends of venues.
    ("付社会所需宣传资料印刷费", ""),
    ("付协会所在地水电费", ""),
    ("付股东大会所需矿泉水", "meeting"),
    ("付居委会所用电脑", ""),
    ("付工会所购毛巾", ""),
    ("购娱乐活动室健身器材", ""),
    ("文化娱乐中心维修费", "works"),
    ("付老人活动中心麻将台款", ""),
    ("购棋牌桌（老年活动室）", ""),
    ("付村公共洗浴室维修款", "works"),
    ("付水疗法康复器材", ""),
    ("黑夜总会过去读书会海报", ""),
    ("夜总会计盘点加班费", ""),
    ("付盲人按摩培训补助", ""),
    ("购按摩椅一张（长者饭堂）", ""),
    ("付大众高尔夫车辆保险", ""),
    ("付space广告位租金", ""),
    ("付休闲广场建设款", "works"),
    ("付乒乓球桌台球桌采购", ""),
    ("元宵游艺活动道具", ""),
    ("付足球比赛服装", ""),
    ("付娱乐场所整治宣传横幅", ""),
    ("购泡脚桶（慰问老人）", ""),
    // Reception.
    ("付业务招待费", "reception"),
    ("付镇检查组来村接待费", "reception"),
    ("付四海酒楼围餐3席", "reception"),
    ("付工作餐费12人", "reception"),
    ("*餐饮服务*餐费", "reception"),
    ("付团年饭费用", "reception"),
    ("付招 待 费", "reception"),
    ("付招待費", "reception"),
    ("付海鲜酒家晚餐", "reception"),
    ("付总结会餐费", "meeting reception"),
    ("付接待用烟酒", "gifts reception"),
    ("收招待所租金", ""),
    ("付招待所外墙修缮款", "works"),
    ("付信访接待室桌椅", ""),
    ("付群众接待窗口电脑", ""),
    ("付长者饭堂餐费补贴", ""),
    ("付学生午餐配餐款", ""),
    ("付餐饮污水管网改造", "works"),
    ("收饭店租金", ""),
    ("付餐厨垃圾清运费", ""),
    ("直接待摊费用调整", ""),
    // Gifts.
    ("购茅台酒6瓶", "gifts"),
    ("付名烟名酒行烟酒款", "gifts"),
    ("购月饼券30张", "gifts"),
    ("购中秋月饼送镇领导", "gifts"),
    ("购加油卡10张", "gifts"),
    ("购购物卡（年终）", "gifts"),
    ("购大闸蟹礼盒", "gifts"),
    ("购软中华5条", "gifts"),
    ("付烟 酒 款", "gifts"),
    ("付菸酒款", "gifts"),
    ("购茶叶2斤", "gifts"),
    ("购土特产一批", "gifts"),
    ("购虫草燕窝", "gifts"),
    ("付禁烟宣传栏制作款", ""),
    ("购酒精消毒液（防疫）", ""),
    ("购烟花爆竹管控宣传单", ""),
    ("购烟感报警器", ""),
    ("付烤烟款（农户）", ""),
    ("付油烟机清洗费", ""),
    ("付茶叶种植基地肥料款", ""),
    ("收烟酒店租金", ""),
    ("购月饼干200斤", ""),
    ("付当年货款", ""),
    ("付利群村道保洁费", ""),
    ("付控烟款宣传", ""),
    // Words across words.
    ("付12人参加会议误工", "meeting"),
    ("付80人参观村史馆讲解费", ""),
    ("赴上海参加展销会差旅费", ""),
    ("付报名表印刷费", ""),
    ("付不同程度损坏桌椅更换", ""),
    ("付合同程序审核费", ""),
    ("付地方特色农产品展板", ""),
    ("付中秋游园活动奖品", ""),
    ("付迎春游园灯饰款", ""),
    ("付油压机配件款", ""),
    ("付整修脚手架租赁费", ""),
    ("付清洗脚手架人工", ""),
    ("付固定金属围栏款", ""),
    ("付新郎酒席场地清洁", "reception"),
    ("付交通手信号灯箱", ""),
    ("付演出游戏道具", ""),
    ("付购人参2盒", "gifts"),
    ("付油压推背", "venues"),
    ("付方特欢乐世界门票", "travel"),
    // Meetings.
    ("2023年度经济总结会议费", "meeting"),
    ("付年会场地布置", "meeting"),
    ("股东代表大会误工补贴", "meeting"),
    ("付村民代表会议误工费", "meeting"),
    ("付培训班讲课费", "meeting"),
    ("付社員大會資料費", "meeting"),
    ("付少年会演服装费", ""),
    ("付2023年会计服务费", ""),
    ("付协会年会费", ""),
    ("付会议室空调款", ""),
    ("付例会计时器款", ""),
    ("购会议桌椅", ""),
    // Deposits.
    ("退还天乐KTV履约保证金", "deposit venues"),
    ("收租户押金", "deposit"),
    ("退按金（铺位12号）", "deposit"),
    ("付质保金（公厕改造）", "deposit works"),
    ("收竞投保證金", "deposit"),
    ("按合同确定金额付款", ""),
    ("付约定金额材料款", ""),
    ("按金额大小排序打印费", ""),
    // Works.
    ("付村道硬化工程进度款", "works"),
    ("付祠堂修缮款", "works"),
    ("付宏业建筑队工程款", "works"),
    ("付路灯安装款", "works"),
    ("存建设银行手续费", ""),
    ("付党风廉政建设宣传册", ""),
    ("付河涌清淤款", "works"),
    // Ordinary business.
    ("付办公用品款", ""),
    ("付电费（12月）", ""),
    ("付保洁员工资", ""),
    ("付股份分红款", ""),
    ("提备用金", ""),
    ("付复印纸、墨盒", ""),
    ("付桂林米粉店早餐", ""),
    ("付兰州拉面店铺位水电费", ""),
    ("付地质勘察考察费", "works"),
    ("上交增值税", ""),
    ("", ""),
];

#[test]
fn every_line_hits_the_lists_it_should() {
    let lists = Lists::embedded().unwrap();
    let mut wrong = Vec::new();
    for (text, want) in CORPUS {
        let got: Vec<_> = LISTS
            .iter()
            .filter(|list| lists.find(list, text).is_some())
            .copied()
            .collect();
        if got.join(" ") != *want {
            let terms: Vec<_> = got
                .iter()
                .filter_map(|l| lists.find(l, text))
                .map(|f| f.term)
                .collect();
            wrong.push(format!("{text}: want [{want}], got {got:?} by {terms:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(CORPUS.len() >= 150, "the corpus shrank to {}", CORPUS.len());
}

#[test]
fn cover_words_are_lists_of_their_own() {
    let lists = Lists::embedded().unwrap();
    for (list, text, want) in [
        ("travel-cover", "付外出考察学习费用", true),
        ("travel-cover", "付党员红色教育活动费", true),
        ("travel-cover", "付班子成员疗休养费用", true),
        ("travel-cover", "付地质勘察考察费", false),
        ("travel-cover", "付桥梁设计考察费", false),
        ("travel-cover", "付发展对象考察材料印刷", false),
        ("travel-cover", "付小学生研学活动补助", false),
        ("venue-cover", "付康体消费", true),
        ("venue-cover", "付晚间茶水费", true),
        ("venue-cover", "付保健费", true),
        ("venue-cover", "付康体设施维修", false),
        ("venue-cover", "付休闲广场建设款", false),
        ("venue-cover", "付妇幼保健站补助", false),
        ("venue-cover", "购茶水间饮水机", false),
        ("venue-cover", "路面养生薄膜款", false),
        ("venue-names", "悦来康乐中心", true),
        ("venue-names", "足下养生馆", true),
        ("venue-names", "少年足球培训中心", false),
        ("transport", "付机票款4张", true),
        ("transport", "付高铁票", true),
        ("transport", "付司机票据整理费", false),
        ("lodging", "付酒店住宿2晚", true),
        ("lodging", "收宾馆租金", false),
        ("summary-meeting", "年终总结会用餐", true),
        ("summary-meeting", "付2023年会计费", false),
        ("farm-produce", "向农户收购荔枝款", true),
        ("wages", "发放保洁员12月工资", true),
        ("utilities", "付12月份水电费", true),
        ("taxes", "缴纳三季度增值税", true),
        ("taxes", "付税务顾问费", false),
        ("transfer", "基本户转土地专户", true),
        ("refund", "退还押金", true),
        ("refund", "付退休干部慰问金", false),
        ("reversal", "冲销12月错账", true),
        ("reversal", "付红十字会捐款", false),
        ("instalments", "付三期款", true),
        ("public-activity", "重阳敬老宴席", true),
        ("public-activity", "端午龙舟宴席", true),
        ("insurance", "付垃圾环保费", false),
        ("insurance", "付车险", true),
        ("pass-through", "代收代付XX足浴店水电费", true),
    ] {
        assert_eq!(lists.find(list, text).is_some(), want, "{list}: {text}");
    }
}

#[test]
fn codes_of_the_trade() {
    let lists = Lists::embedded().unwrap();
    for (list, code, want) in [
        ("travel-mcc", "4722", true),
        ("travel-mcc", "5411", false),
        ("venue-mcc", "7297", true),
        ("venue-mcc", "5812", false),
        ("travel-tax", "3070301000000000000", true),
        ("travel-tax", "3070401000000000000", false),
        ("no-such-list", "4722", false),
    ] {
        assert_eq!(lists.has(list, code), want, "{list}: {code}");
    }
}
