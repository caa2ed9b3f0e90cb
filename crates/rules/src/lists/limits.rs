//! Limits in force: what national law sets, and what a place sets for itself.

use jiff::civil::{Date, date};
use ledger::Wording;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::read::Fault;
use crate::LimitPin;

/// All limits of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits {
    limits: Vec<Limit>,
}

#[derive(Clone, Debug)]
struct Limit {
    name: String,
    fen: i64,
    region: String,
    from: i64,
    until: i64,
}

/// A file of `kind = "limits"`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    #[expect(dead_code, reason = "Documents of lists are for readers of the file.")]
    doc: Wording,
    limits: Vec<Spanned<LimitPin>>,
}

/// A file of `kind = "names"`: the names that limits may bear.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    #[expect(
        dead_code,
        reason = "The kind has been read before; it stands here so that other keys are refused."
    )]
    kind: String,
    #[expect(dead_code, reason = "Documents of lists are for readers of the file.")]
    doc: Wording,
    /// Name → what the limit means, and whether the bound is included.
    #[serde(rename = "names")]
    pub(super) known: std::collections::BTreeMap<String, Wording>,
}

impl Limits {
    pub(super) fn extend(&mut self, file: &File) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for limit in &file.limits {
            if let Err(wording) = self.pin(limit.get_ref()) {
                faults.push(Fault::new(
                    limit.span(),
                    "bad-limit",
                    (wording.zh, wording.en),
                    (
                        "按“value = \"1000元\"”的样子改正。",
                        "Write it like `value = \"1000元\"`.",
                    ),
                ));
            }
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    /// Adds one limit; what is wrong with it otherwise.
    pub(super) fn pin(&mut self, pin: &LimitPin) -> Result<(), Wording> {
        let fen = money(&pin.value).ok_or_else(|| {
            Wording::new(
                format!("限额“{}”的值“{}”不是带单位的金额；写成“10000元”或“1万元”", pin.name, pin.value),
                format!("the value `{}` of limit `{}` is no money with its unit; write `10000元` or `1万元`", pin.value, pin.name),
            )
        })?;
        if pin.region.len() > 12 || !pin.region.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Wording::new(
                format!(
                    "限额“{}”的地区“{}”不是区划代码；写成“440105”",
                    pin.name, pin.region
                ),
                format!(
                    "the region `{}` of limit `{}` is no division code; write `440105`",
                    pin.region, pin.name
                ),
            ));
        }
        let from = day(pin, pin.from.as_ref(), i64::MIN)?;
        let until = day(pin, pin.until.as_ref(), i64::MAX)?;
        if until < from {
            return Err(Wording::new(
                format!("限额“{}”的终止日早于起始日", pin.name),
                format!("limit `{}` ends before it begins", pin.name),
            ));
        }
        self.limits.push(Limit {
            name: pin.name.clone(),
            fen,
            region: pin.region.clone(),
            from,
            until,
        });
        Ok(())
    }

    /// Puts one value in force everywhere and always, in place of all others of that name.
    pub(super) fn replace(&mut self, name: &str, fen: i64) {
        self.limits.retain(|limit| limit.name != name);
        self.limits.push(Limit {
            name: name.to_owned(),
            fen,
            region: String::new(),
            from: i64::MIN,
            until: i64::MAX,
        });
    }

    /// Of limits alike in region and first day the one added last holds, so that a place can correct what is shipped.
    pub(super) fn in_force(&self, name: &str, region: &str, day: i64) -> Option<i64> {
        self.limits
            .iter()
            .filter(|limit| limit.name == name && region.starts_with(&limit.region))
            .filter(|limit| (limit.from..=limit.until).contains(&day))
            .max_by_key(|limit| (limit.region.len(), limit.from))
            .map(|limit| limit.fen)
    }
}

fn day(pin: &LimitPin, datetime: Option<&Datetime>, without: i64) -> Result<i64, Wording> {
    let Some(datetime) = datetime else {
        return Ok(without);
    };
    datetime
        .date
        .and_then(|d| {
            Date::new(
                i16::try_from(d.year).ok()?,
                i8::try_from(d.month).ok()?,
                i8::try_from(d.day).ok()?,
            )
            .ok()
        })
        .and_then(|d| date(1970, 1, 1).until(d).ok())
        .map(|span| i64::from(span.get_days()))
        .ok_or_else(|| {
            Wording::new(
                format!("限额“{}”的日期“{datetime}”无效；写成 2024-01-01", pin.name),
                format!(
                    "the date `{datetime}` of limit `{}` is none; write 2024-01-01",
                    pin.name
                ),
            )
        })
}

/// Fen of `1000元`, `1,000.50元` or `1.5万元`; at most two decimals of a yuan; not negative.
fn money(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.strip_suffix('元')?;
    let (number, places) = match number.strip_suffix('万') {
        Some(number) => (number.trim_end(), 6),
        None => (number.trim_end(), 2),
    };
    let number = number.replace(',', "");
    let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > places || !digits(whole) || !digits(part) {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_with_units() {
        for (text, want) in [
            ("1000元", Some(100_000)),
            ("1,000.5元", Some(100_050)),
            ("1.5万元", Some(1_500_000)),
            ("0.000001万元", Some(1)),
            ("0元", Some(0)),
            ("1000", None),
            ("-1元", None),
            ("1.234元", None),
            ("元", None),
            ("万元", None),
            ("99999999999999999999元", None),
        ] {
            assert_eq!(money(text), want, "{text}");
        }
    }

    #[test]
    fn the_nearest_and_latest_holds() {
        let mut limits = Limits::default();
        for (fen, region, from, until) in [
            (1, "", i64::MIN, i64::MAX),
            (2, "44", 100, i64::MAX),
            (3, "440105", 100, 199),
            (4, "440105", 150, i64::MAX),
        ] {
            let (name, region) = ("x".to_owned(), region.to_owned());
            limits.limits.push(Limit {
                name,
                fen,
                region,
                from,
                until,
            });
        }
        for (region, day, want) in [
            ("", 500, 1),
            ("330000", 500, 1),
            ("44", 99, 1),
            ("440300", 100, 2),
            ("440105", 99, 1),
            ("440105", 149, 3),
            ("440105001", 150, 4),
            ("440105", 199, 4),
        ] {
            assert_eq!(
                limits.in_force("x", region, day),
                Some(want),
                "{region} {day}"
            );
        }
        assert_eq!(limits.in_force("y", "", 0), None);
    }
}
