//! What the command line asks of a scan: days, periods, sizes, formats.

use clap::ArgMatches;
use engine::Options;
use report::Format;

use crate::exit::Exit;
use crate::failure::Failure;

/// What a scan may use and is restricted to.
pub(crate) fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let many = |name| {
        matches
            .get_many::<String>(name)
            .into_iter()
            .flatten()
            .map(|v| v.trim().to_owned())
            .collect()
    };
    let as_of = matches
        .get_one::<String>("as-of")
        .map(|text| day(text).ok_or_else(|| bad_date(text)))
        .transpose()?;
    let period = matches
        .get_one::<String>("period")
        .map(|text| period(text))
        .transpose()?;
    let memory = matches
        .get_one::<String>("memory")
        .map(|text| size(text))
        .transpose()?;
    Ok(Options {
        memory,
        threads: matches.get_one::<u16>("threads").map(|&n| usize::from(n)),
        as_of,
        only: many("only"),
        orgs: many("org"),
        period,
        ..Options::default()
    })
}

/// The output formats asked for; the workbook and the lines for programs without any.
pub(crate) fn formats(matches: &ArgMatches) -> Result<Vec<Format>, Failure> {
    let Some(words) = matches.get_many::<String>("format") else {
        return Ok(vec![Format::Xlsx, Format::Jsonl]);
    };
    let names = |between: &str| {
        Format::all()
            .map(Format::name)
            .collect::<Vec<_>>()
            .join(between)
    };
    words
        .map(|word| {
            Format::named(word.trim()).ok_or_else(|| {
                Failure::new(
                    Exit::Usage,
                    format!("没有结果格式 {word}；可用：{}", names("、")),
                    format!("there is no format {word}; there are: {}", names(", ")),
                )
            })
        })
        .collect()
}

/// Days since 1970-01-01 of `2024-01-31`.
fn day(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.trim().parse().ok()?;
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}

fn bad_date(text: &str) -> Failure {
    Failure::new(
        Exit::Usage,
        format!("{text} 不是日期；请写成 2024-12-31"),
        format!("{text} is no date; write 2024-12-31"),
    )
}

/// First and last day of `2024-01..2024-06`, `2024-01-15..2024-02-01`, `2024`.
fn period(text: &str) -> Result<(i64, i64), Failure> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let edge = |part: &str, last: bool| -> Option<i64> {
        let part = part.trim();
        match part.split('-').count() {
            1 => day(&if last {
                format!("{part}-12-31")
            } else {
                format!("{part}-01-01")
            }),
            2 => {
                let first: jiff::civil::Date = format!("{part}-01").parse().ok()?;
                day(&if last { first.last_of_month() } else { first }.to_string())
            }
            _ => day(part),
        }
    };
    match (edge(from, false), edge(to, true)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(Failure::new(
            Exit::Usage,
            format!("--period {text} 应写成 2024-01..2024-06，先起后止"),
            format!("--period takes 2024-01..2024-06, first before last, not {text}"),
        )),
    }
}

/// Bytes of `512M`, `4G`.
fn size(text: &str) -> Result<u64, Failure> {
    let text = text.trim();
    let (digits, shift) = match text.char_indices().last() {
        Some((i, 'K' | 'k')) => (&text[..i], 10),
        Some((i, 'M' | 'm')) => (&text[..i], 20),
        Some((i, 'G' | 'g')) => (&text[..i], 30),
        _ => (text, 0),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << shift))
        .filter(|&n| n > 0)
        .ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("--memory {text} 应写成 512M 或 4G"),
                format!("--memory takes 512M or 4G, not {text}"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::{day, period, size};

    #[test]
    fn periods_and_sizes_read_as_people_write_them() {
        assert_eq!(
            period("2024-01..2024-02").ok(),
            Some((
                day("2024-01-01").unwrap_or(0),
                day("2024-02-29").unwrap_or(0)
            ))
        );
        assert_eq!(
            period("2024").ok(),
            Some((
                day("2024-01-01").unwrap_or(0),
                day("2024-12-31").unwrap_or(0)
            ))
        );
        for bad in ["2024-06..2024-01", "june", "2024-13", ""] {
            assert!(period(bad).is_err(), "{bad}");
        }
        assert_eq!(size("512M").ok(), Some(512 << 20));
        for bad in ["", "M", "-1G", "0", "99999999999999999999G"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }
}
