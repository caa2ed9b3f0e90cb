//! How the workbook looks.

use engine::Level;
use ledger::Lang;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

/// The cell formats of the workbook.
pub(super) struct Style {
    pub(super) note: Format,
    pub(super) heading: Format,
    pub(super) review_heading: Format,
    pub(super) section: Format,
    pub(super) text: Format,
    pub(super) centred: Format,
    pub(super) money: Format,
    pub(super) count: Format,
    pub(super) day: Format,
    pub(super) link: Format,
    pub(super) review: Format,
    pub(super) review_day: Format,
    levels: [Format; 3],
}

impl Style {
    pub(super) fn new(lang: Lang) -> Self {
        let font = match lang {
            Lang::Zh => "微软雅黑",
            Lang::En => "Calibri",
        };
        let base = Format::new().set_font_name(font).set_font_size(10);
        let framed = base
            .clone()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00D9_D9D9))
            .set_align(FormatAlign::Top);
        let heading = framed
            .clone()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let text = framed.clone().set_text_wrap().set_num_format("@");
        let level = |back: u32, front: u32| {
            framed
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(back))
                .set_font_color(Color::RGB(front))
        };
        let review = text.clone().set_background_color(Color::RGB(0x00FF_FBE6));
        Self {
            note: base
                .clone()
                .set_bold()
                .set_font_size(11)
                .set_font_color(Color::RGB(0x00C0_0000))
                .set_align(FormatAlign::VerticalCenter),
            review_heading: heading
                .clone()
                .set_background_color(Color::RGB(0x00BF_9000))
                .set_font_color(Color::White),
            heading: heading
                .set_background_color(Color::RGB(0x001F_4E78))
                .set_font_color(Color::White),
            section: base.set_bold().set_font_size(12),
            centred: framed.clone().set_align(FormatAlign::Center),
            money: framed.clone().set_num_format("#,##0.00"),
            count: framed.clone().set_num_format("0"),
            day: framed
                .clone()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Center),
            link: text
                .clone()
                .set_font_size(8)
                .set_font_color(Color::RGB(0x0005_63C1))
                .set_underline(FormatUnderline::Single),
            review_day: review.clone().set_num_format("yyyy-mm-dd"),
            review,
            levels: [
                level(0x00DD_EBF7, 0x001F_4E78),
                level(0x00FF_EB9C, 0x007F_6000),
                level(0x00FF_C7CE, 0x009C_0006),
            ],
            text,
        }
    }

    /// The format of a level: 红, 黄, 蓝 on their own colours.
    pub(super) fn level(&self, level: Level) -> &Format {
        let [blue, yellow, red] = &self.levels;
        match level {
            Level::Blue => blue,
            Level::Yellow => yellow,
            Level::Red => red,
        }
    }
}
