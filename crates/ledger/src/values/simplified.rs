//! Traditional characters of headings, labels and names of collectives, folded to the simplified ones that feeds are written in.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Traditional and simplified, for the characters of our own words; what rules compare is folded by their own, fuller list.
const PAIRS: &str = "萬万 與与 專专 業业 東东 兩两 喪丧 個个 箇个 臨临 為为 舉举 鄉乡 書书 買买 爭争 產产 畝亩 親亲 億亿 僅仅 從从 價价 優优 \
    會会 傳传 體体 餘余 脩修 藉借 債债 償偿 兌兑 黨党 關关 內内 冊册 寫写 農农 沖冲 衝冲 決决 況况 凍冻 淨净 準准 減减 憑凭 \
    齣出 劃划 則则 創创 別别 彆别 製制 辦办 務务 動动 勞劳 區区 韆千 協协 單单 佔占 參参 發发 髮发 變变 隻只 檯台 臺台 颱台 \
    號号 閤合 後后 嚮向 啓启 啟启 員员 週周 迴回 園园 圍围 國国 圓圆 場场 塊块 處处 備备 復复 複复 頭头 寶宝 實实 審审 傢家 \
    對对 導导 侷局 屬属 崗岗 嶺岭 幣币 佈布 帳帐 帶带 蓆席 幹干 榦干 莊庄 庫库 應应 廢废 開开 異异 棄弃 張张 噹当 當当 錄录 \
    誌志 態态 總总 恆恒 懸悬 戶户 託托 釦扣 執执 報报 擔担 撥拨 掛挂 換换 據据 數数 無无 舊旧 時时 機机 權权 條条 來来 構构 \
    櫃柜 標标 欄栏 橫横 匯汇 彙汇 沒没 註注 測测 濟济 溫温 點点 狀状 環环 現现 電电 監监 蓋盖 盤盘 碼码 確确 離离 種种 積积 \
    稱称 稅税 競竞 筆笔 築筑 籌筹 簽签 籤签 簡简 類类 係系 繫系 紅红 約约 級级 紀纪 納纳 組组 細细 織织 終终 經经 結结 給给 \
    統统 繼继 續续 編编 繳缴 網网 罰罚 羣群 職职 聯联 緻致 節节 範范 營营 藍蓝 補补 錶表 見见 規规 計计 訂订 認认 讓让 議议 \
    記记 許许 設设 訪访 証证 證证 評评 識识 話话 詢询 該该 詳详 誤误 說说 請请 諾诺 讀读 調调 談谈 謂谓 負负 財财 責责 賬账 \
    貨货 質质 購购 貼贴 貸贷 費费 賃赁 資资 讚赞 贊赞 贈赠 轉转 較较 輔辅 輸输 遷迁 過过 運运 進进 連连 遞递 採采 裏里 裡里 \
    鈔钞 銀银 鋪铺 銷销 鎮镇 長长 門门 閉闭 問问 閑闲 閒闲 間间 階阶 際际 險险 麪面 麵面 頁页 項项 順顺 須须 鬚须 預预 領领 \
    題题 額额 風风 驗验 驟骤 齡龄";

static SIMPLE: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let pairs = PAIRS.split_whitespace().map(|pair| {
        let mut both = pair.chars();
        both.next().zip(both.next())
    });
    pairs.flatten().collect()
});

/// The simplified form of a character, itself where it has none that our words hold.
pub(crate) fn simplified(c: char) -> char {
    if c < '\u{4e00}' {
        return c;
    }
    SIMPLE.get(&c).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::{PAIRS, simplified};

    /// The fuller list, by which rules compare texts.
    const LIST: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../rules/lists/traditional.toml"
    );

    #[test]
    fn every_pair_is_one_of_the_list_that_rules_fold_by() {
        let list = std::fs::read_to_string(LIST).expect("the list of the shipped rules");
        let known: Vec<&str> = list.split_whitespace().collect();
        for pair in PAIRS.split_whitespace() {
            assert!(known.contains(&pair), "{pair}");
        }
    }

    #[test]
    fn words_of_headings_are_folded() {
        for (text, want) in [
            ("單位名稱", "单位名称"),
            ("對方戶名", "对方户名"),
            ("金額（萬元）", "金额（万元）"),
            ("經濟聯合社", "经济联合社"),
            ("日期", "日期"),
            ("Date", "Date"),
        ] {
            let found: String = text.chars().map(simplified).collect();
            assert_eq!(found, want);
        }
    }
}
