//! Personal names: which texts are one, and how they are shown.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// Single-character surnames: the common four hundred and those of 百家姓, without the few that are hardly ever names and mostly words
/// (水, 东, 广, 经, 家, 能, 空, 红, 通 …).
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由張陳楊黃趙吳孫馬鄭謝許韓馮鄧葉蘇盧鐘譚陸賈昌凤酆常傅萧贝贲洪诸钮滑荀阎羿汲邴糜松牧隗宓蓬郗秋暴钭韶蓟鄂咸籍赖莘贡逄扶堵宰郦郤璩濮寿郏习宦慎庾暨弘殳沃蔚越夔厍訾毋乜巢蒯竺桓代丘占禤招候侬岱賴蕭閻羅鄔鄺龐顧嚴湯錢萬龔賀陽連簡溫呂";
/// Surnames of two characters.
const COMPOUND: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯",
    "端木", "独孤", "南宫", "西门", "宇文", "长孙", "司空", "鲜于", "闾丘", "轩辕", "歐陽", "申屠",
];
/// Words that make a text an organisation, a thing or a place, wherever they stand in it.
const ORGANISATION: [&str; 89] = [
    "公司", "银行", "超市", "酒店", "饭店", "商店", "中心", "学校", "医院", "经济", "联社", "村委",
    "居委", "委员", "合作", "商行", "商场", "工厂", "药店", "餐厅", "酒楼", "宾馆", "茶楼", "旅行",
    "政府", "税务", "财政", "供电", "电信", "移动", "联通", "水务", "书店", "车行", "门诊", "幼儿",
    "小学", "中学", "大学", "支行", "分行", "集团", "工程", "建筑", "建设", "服务", "市场", "农场",
    "基金", "协会", "工会", "支部", "村民", "社员", "工资", "现金", "农户", "股东", "客户", "单位",
    "个人", "其他", "酒家", "酒吧", "食府", "饭庄", "食堂", "菜馆", "火锅", "烧烤", "烧腊", "小吃",
    "茶餐", "排档", "会所", "农庄", "山庄", "贸易", "商贸", "五金", "建材", "电器", "家具", "装饰",
    "广告", "印刷", "文印", "物流", "粮油",
];
/// Last characters that no given name has: a text that ends so is a thing, a place or an organisation.
const NOT_GIVEN: &str = "费款税账帐类项表单号额户期料品厂店局社馆站铺队部院校处厅所行组庙祠镇县区市街巷路桥省村券证票据庄坊室办委会团";
/// Words of ledgers that begin with a surname.
const WORDS: [&str; 103] = [
    "招投标",
    "代理人",
    "沃尔玛",
    "候选人",
    "常委会",
    "支付宝",
    "余额宝",
    "房东",
    "苏宁",
    "申通",
    "麦当劳",
    "全家",
    "罗森",
    "万科",
    "华为",
    "海尔",
    "国美",
    "方正",
    "金蝶",
    "银联",
    "平台",
    "成都",
    "连锁",
    "常州",
    "温州",
    "广州",
    "杭州",
    "金额",
    "余额",
    "项目",
    "时间",
    "方向",
    "方式",
    "支出",
    "收入",
    "应付",
    "应收",
    "支付",
    "计提",
    "成本",
    "成员",
    "全体",
    "全部",
    "文件",
    "文化",
    "文具",
    "文娱",
    "游览",
    "游玩",
    "明细",
    "温泉",
    "和平",
    "平安",
    "白云",
    "方便",
    "方案",
    "利息",
    "利润",
    "利率",
    "元月",
    "平均",
    "全年",
    "初始",
    "原因",
    "原件",
    "查询",
    "广东",
    "江苏",
    "江西",
    "安徽",
    "云南",
    "海南",
    "甘肃",
    "宁夏",
    "党员",
    "党费",
    "党建",
    "车辆",
    "车位",
    "高速",
    "高温",
    "管理",
    "管护",
    "安装",
    "安全",
    "路灯",
    "石油",
    "石化",
    "国家",
    "国债",
    "农业",
    "农田",
    "农村",
    "农资",
    "水泥",
    "卫生",
    "商品",
    "武装",
    "公务",
    "公共",
    "都是",
    "来源",
    "信息",
];
/// Words of two characters that begin with a surname of the rarer sort.
const SHORT: [&str; 93] = [
    "招待", "招标", "招商", "招租", "招聘", "招牌", "招工", "招生", "招募", "招领", "代付", "代收",
    "代发", "代扣", "代缴", "代理", "代办", "代垫", "代管", "代购", "代销", "代建", "代征", "代偿",
    "常德", "常熟", "常务", "常年", "常规", "常用", "常住", "常设", "洪水", "洪涝", "洪灾", "赖账",
    "扶贫", "扶持", "扶助", "扶农", "占地", "占用", "占比", "候选", "候补", "候车", "松树", "松土",
    "松木", "秋收", "秋游", "秋种", "秋季", "秋耕", "滑坡", "滑石", "暴雨", "韶关", "鄂州", "咸宁",
    "咸阳", "咸菜", "咸鱼", "籍贯", "贡献", "贡品", "堵漏", "堵塞", "寿险", "寿星", "寿宴", "寿辰",
    "牧草", "牧业", "丘陵", "诸暨", "诸多", "习惯", "慎重", "贝壳", "凤凰", "凤梨", "越秀", "越野",
    "沃土", "蓬江", "巢湖", "昌平", "昌盛", "蔚蓝", "弘扬", "宰杀", "宰牲",
];
/// What stands before a person's name in a sentence, with a colon after it.
const LABELS: [&str; 16] = [
    "经手人",
    "领款人",
    "收款人",
    "报销人",
    "姓名",
    "户名",
    "联系人",
    "付款人",
    "承租人",
    "法定代表人",
    "证明人",
    "审批人",
    "经办人",
    "签收人",
    "领取人",
    "负责人",
];

/// What a file of a private person is called, after the name.
const PAPERS: [&str; 9] = [
    "个人",
    "流水",
    "银行卡",
    "工资",
    "报销",
    "借款",
    "微信",
    "支付宝",
    "身份证",
];

/// Titles before a name.
const BEFORE: [&str; 16] = [
    "村民", "社员", "农户", "户主", "党员", "干部", "股东", "会计", "出纳", "书记", "主任", "组长",
    "村长", "社长", "个人", "客户",
];
/// Titles after a name.
const AFTER: [&str; 14] = [
    "同志", "先生", "女士", "小姐", "书记", "主任", "会计", "出纳", "组长", "村长", "社长", "师傅",
    "老师", "经理",
];

/// Whether a text is a private person's name: two to four characters that begin with a surname, and no organisation;
/// or a name of several parts with a middle dot.
pub(super) fn personal(text: &str) -> bool {
    let text = text.trim();
    let dotted = || text.contains(['·', '•', '・']);
    // Most texts of a party column are firms; their length tells them from a person before any word is looked for.
    if text.chars().nth(4).is_some() && !dotted() {
        return false;
    }
    let places: Vec<char> = text.chars().collect();
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return false;
    };
    let word = WORDS.contains(&text) || SHORT.contains(&text);
    if organisation(text) || word || NOT_GIVEN.contains(*last) {
        return false;
    }
    if places.len() >= 4 && dotted() {
        return places.len() <= 20 && han(*first) && han(*last);
    }
    if !places.iter().all(|c| han(*c)) {
        return false;
    }
    match places.len() {
        2 | 3 => SURNAMES.contains(*first) || compound(text),
        4 => compound(text),
        _ => false,
    }
}

/// Whether a text names an organisation.
pub(super) fn organisation(text: &str) -> bool {
    // A run asks this of every party, so all words are looked for in one pass; one by one only if the search cannot be built.
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::new(ORGANISATION).ok());
    match &*SEARCH {
        Some(search) => search.is_match(text),
        None => ORGANISATION.iter().any(|word| text.contains(word)),
    }
}

/// A name as it is shown: the surname, and a star for each character after it.
pub(super) fn mask(name: &str) -> String {
    let places: Vec<char> = name.trim().chars().collect();
    let kept = if compound(name.trim()) && places.len() > 2 {
        2
    } else {
        1
    };
    let head: String = places.iter().take(kept).collect();
    let stars = if places.iter().all(|c| han(*c)) {
        places.len().saturating_sub(kept).max(1)
    } else {
        2
    };
    format!("{head}{}", "*".repeat(stars))
}

/// The single texts of a cell that names several: `张三、李四`, `王五（组长）`, `赵六等5人`. An organisation stays whole,
/// whatever brackets it has, and so does a name that holds a word of joining (李和平).
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for item in text.split(separator).map(|item| untitled(item.trim())) {
        if personal(item) || organisation(item) {
            found.push(item);
            continue;
        }
        for part in item.split(['(', ')', '（', '）']).map(str::trim) {
            let part = part.split_once('等').map_or(part, |(name, _)| name);
            let part = untitled(part.trim());
            if personal(part) {
                found.push(part);
            } else {
                found.extend(part.split(['和', '及', '与']).filter(|one| !one.is_empty()));
            }
        }
    }
    found
}

/// Replaces every part of a cell for which `person` holds.
pub(super) fn replace(text: &str, person: &dyn Fn(&str) -> bool) -> String {
    let mut shown = text.to_owned();
    let mut names: Vec<&str> = parts(text)
        .into_iter()
        .filter(|part| person(part))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        shown = shown.replace(name, &mask(name));
    }
    shown
}

/// The name of a file in which a name of three characters, before words that make it a private person's paper, is masked.
pub(super) fn of_file(name: &str) -> String {
    let mut shown = name.to_owned();
    for run in name.split(|c| !han(c)) {
        let paper = PAPERS.iter().filter_map(|paper| run.find(paper)).min();
        let Some(before) = paper.and_then(|at| run.get(..at)) else {
            continue;
        };
        if before.chars().count() == 3 && personal(before) {
            shown = shown.replace(before, &mask(before));
        }
    }
    shown
}

/// Replaces the name after a label and a colon, whoever it is.
pub(super) fn labelled(text: &str) -> String {
    let mut shown = text.to_owned();
    for (at, colon) in text.match_indices([':', '：']) {
        let before = text.get(..at).unwrap_or_default();
        if !LABELS.iter().any(|label| before.ends_with(label)) {
            continue;
        }
        let rest = text
            .get(at + colon.len()..)
            .unwrap_or_default()
            .trim_start();
        let name: String = rest.chars().take_while(|c| han(*c)).take(5).collect();
        let name = name.trim_end_matches('等');
        if personal(name) {
            shown = shown.replace(name, &mask(name));
        }
    }
    shown
}

/// A name without the title before or after it, where what is left is a name: `社员陈伟`, `陈伟同志`.
fn untitled(text: &str) -> &str {
    let before = BEFORE.iter().filter_map(|title| text.strip_prefix(title));
    let after = AFTER.iter().filter_map(|title| text.strip_suffix(title));
    let mut left = before.chain(after);
    left.find(|name| personal(name)).unwrap_or(text)
}

/// Whether a character is Chinese.
pub(super) fn han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

fn separator(c: char) -> bool {
    matches!(
        c,
        '、' | ',' | '，' | '/' | ';' | '；' | '|' | ':' | '：' | '"' | '&'
    ) || c.is_whitespace()
}

fn compound(text: &str) -> bool {
    COMPOUND.iter().any(|surname| text.starts_with(surname))
}

#[cfg(test)]
mod tests {
    use super::super::Masker;
    use super::personal;

    #[test]
    fn names_of_files() {
        let masker = Masker::new(["陈志强", "李梅", "石溪经济联合社"]);
        for (raw, shown) in [
            ("陈志强流水.csv", "陈**流水.csv"),
            ("bank/李梅_2024.xlsx", "bank/李*_2024.xlsx"),
            ("周海涛个人流水.csv", "周**个人流水.csv"),
            ("包.zip!周海涛银行卡.xls", "包.zip!周**银行卡.xls"),
            ("石溪流水.csv", "石溪流水.csv"),
            ("青禾村流水.csv", "青禾村流水.csv"),
            ("石溪经济联合社/支出明细.csv", "石溪经济联合社/支出明细.csv"),
            ("银行流水.csv", "银行流水.csv"),
            ("经联社流水.csv", "经联社流水.csv"),
            ("13800138000.csv", "138****8000.csv"),
            ("2024.csv", "2024.csv"),
            ("", ""),
        ] {
            assert_eq!(masker.file(raw), shown, "{raw}");
        }
        assert_eq!(Masker::off().file("陈志强流水.csv"), "陈志强流水.csv");
    }

    #[test]
    fn rarer_surnames_are_names_and_words_that_begin_with_them_are_not() {
        let persons = "赖某勇 傅某 洪某 萧某某 常某 阎某 丘某 禤某 竺某 代某 占某某 凤某";
        for name in persons.split(' ') {
            assert!(personal(name), "{name}");
        }
        let things = "招待 招投标 代收 代理费 占地 扶贫款 常年 洪水 松树 丘陵 候选人 秋收 水泥 红旗 通讯 广州";
        for thing in things.split(' ') {
            assert!(!personal(thing), "{thing}");
        }
    }
}
