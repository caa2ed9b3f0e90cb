//! What users get wrong in a `[[detect]]`, and what they are told.

use super::mistakes::check;
use crate::sample::rule;

/// A rule with a logic of that kind and keys, over all rows.
fn logic(keys: &str) -> String {
    rule(&format!("[[detect]]\n{keys}\n"))
}

/// Keys of a logic, and what they are told.
const LOGICS: &[(&str, &str)] = &[
    (
        "kind = \"mach\"\nwhere = \"amount > 1\"",
        "unknown-kind ‹\"mach\"›",
    ),
    ("where = \"amount > 1\"", "missing-key ‹"),
    ("kind = \"match\"", "missing-key ‹"),
    (
        "kind = \"match\"\nwhere = \"amount > 1\"\nbefore = \"3天\"",
        "unknown-key ‹before›",
    ),
    (
        "kind = \"match\"\nwhere = \"amount > 1\"\nrows = \"some\"",
        "unknown-word ‹\"some\"›",
    ),
    (
        "kind = \"match\"\nwhere = \"amount > 1\"\nfeed = [\"meetings\"]",
        "unknown-feed ‹\"meetings\"›",
    ),
    (
        "kind = \"match\"\nwhere = \"amount > 1\"\ngrade = \"green\"",
        "unknown-word ‹\"green\"›",
    ),
    (
        "kind = \"match\"\nwhere = \"amount > 1\"\nfacts = { half = \"amuont / 2\" }",
        "unknown-column ‹amuont›",
    ),
    ("kind = \"during\"", "missing-key ‹"),
    (
        "kind = \"during\"\nother = \"meeting\"",
        "unknown-feed ‹\"meeting\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nbefore = \"200元\"",
        "wrong-unit ‹\"200元\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nbefore = \"3天半\"",
        "bad-unit ‹3天半›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nbefore = \"-3天\"",
        "out-of-bounds ‹\"-3天\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nbefore = \"$before\"",
        "unknown-param ‹\"$before\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nbefore = 3",
        "wrong-type ‹3›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\non = [\"org\", \"payee = hall\"]",
        "unknown-column ‹\"payee = hall\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\non = [\"payee = start\"]",
        "type-mismatch ‹\"payee = start\"›",
    ),
    (
        "kind = \"during\"\nother = \"meetings\"\nother_where = \"amount > 1\"",
        "unknown-column ‹amount›",
    ),
    (
        "kind = \"during\"\nother = \"controls\"",
        "unknown-column ‹\"during\"›",
    ),
    (
        "kind = \"missing\"\nother = \"decisions\"\ncovers = \"subject\"",
        "wrong-unit ‹\"subject\"›",
    ),
    ("kind = \"burst\"", "missing-key ‹"),
    (
        "kind = \"burst\"\nwithin = \"7天\"\nreach = \"3天\"",
        "wrong-unit ‹3天›",
    ),
    (
        "kind = \"burst\"\nwithin = \"7天\"\nleast = \"0\"",
        "out-of-bounds ‹\"0\"›",
    ),
    (
        "kind = \"burst\"\nwithin = \"7天\"\nby = [\"payer\"]",
        "unknown-column ‹\"payer\"›",
    ),
    ("kind = \"duplicate\"", "missing-key ‹"),
    (
        "kind = \"duplicate\"\nsame = [\"org\", \"amonut\"]",
        "unknown-column ‹\"amonut\"›",
    ),
    (
        "kind = \"duplicate\"\nsame = \"org\"",
        "wrong-type ‹\"org\"›",
    ),
    (
        "kind = \"duplicate\"\nsame = [\"org\"]\nperiodic = \"yes\"",
        "wrong-type ‹\"yes\"›",
    ),
    ("kind = \"total\"", "missing-key ‹"),
    (
        "kind = \"total\"\nover = \"1元\"\nreach = \"1元\"",
        "missing-key ‹",
    ),
    (
        "kind = \"total\"\nover = \"1元\"\nperiod = \"week\"",
        "unknown-word ‹\"week\"›",
    ),
    (
        "kind = \"total\"\nmeasure = \"count\"\nover = \"1元\"",
        "wrong-unit ‹1元›",
    ),
    ("kind = \"run\"\nof = \"amount\"", "wrong-unit ‹\"amount\"›"),
    ("kind = \"run\"\ntail = 19", "out-of-bounds ‹19›"),
    ("kind = \"run\"\nleast = 1", "out-of-bounds ‹1›"),
    (
        "kind = \"run\"\napart = \"voucher\"",
        "unknown-column ‹\"voucher\"›",
    ),
    (
        "kind = \"run\"\nfeed = [\"payments\"]\nwithin = 30",
        "wrong-type ‹30›",
    ),
    ("kind = \"first\"\nsettle = \"半年\"", "bad-value ‹半年›"),
    (
        "kind = \"first\"\namong = \"amount\"",
        "not-a-condition ‹amount›",
    ),
    (
        "kind = \"outlier\"\nfactor = \"-3\"",
        "out-of-bounds ‹\"-3\"›",
    ),
    (
        "kind = \"outlier\"\nfactor = \"3.1415\"",
        "out-of-bounds ‹\"3.1415\"›",
    ),
    ("kind = \"outlier\"\nfactor = 3.5", "wrong-type ‹3.5›"),
    (
        "kind = \"outlier\"\nfence = \"sigma\"",
        "unknown-word ‹\"sigma\"›",
    ),
    (
        "kind = \"outlier\"\nof = \"payee\"",
        "wrong-unit ‹\"payee\"›",
    ),
    ("kind = \"digits\"", "too-strong ‹\"digits\"›"),
    (
        "kind = \"digits\"\ngrade = \"yellow\"",
        "too-strong ‹\"yellow\"›",
    ),
    (
        "kind = \"digits\"\ngrade = \"blue\"\nwhich = \"second\"",
        "unknown-word ‹\"second\"›",
    ),
    (
        "kind = \"digits\"\ngrade = \"blue\"\nwhich = \"last\"\nstatistic = \"mad\"",
        "missing-key ‹",
    ),
    (
        "kind = \"digits\"\ngrade = \"blue\"\n[[raise]]\nname = \"x\"\nwhere = \"amount > 1\"",
        "too-strong ‹\"blue\"›",
    ),
    ("kind = \"gap\"\ncheck = \"repeated\"", "missing-key ‹"),
    (
        "kind = \"gap\"\nperiod = \"week\"",
        "unknown-word ‹\"week\"›",
    ),
    (
        "kind = \"gap\"\nby = [\"org\", \"type\"]",
        "unknown-column ‹\"type\"›",
    ),
    ("kind = \"gap\"\nstart = \"一\"", "bad-value ‹一›"),
    (
        "kind = \"overlap\"\nfrom = \"date\"\nuntil = \"date\"",
        "missing-key ‹",
    ),
    (
        "kind = \"overlap\"\nby = [\"payee\"]\nfrom = \"amount\"\nuntil = \"date\"",
        "wrong-unit ‹\"amount\"›",
    ),
    (
        "kind = \"overlap\"\nby = [\"payee\"]\nuntil = \"date\"\nyears = 0",
        "out-of-bounds ‹0›",
    ),
    (
        "kind = \"overlap\"\nby = [\"payee\"]\nuntil = \"date\"\ngap = \"3天\"",
        "missing-key ‹",
    ),
    (
        "kind = \"overlap\"\nuntil = \"date\"\nyears = 2\ntouch = true",
        "unknown-key ‹true›",
    ),
    (
        "kind = \"overlap\"\nby = [\"payee\"]",
        "unknown-column ‹\"overlap\"›",
    ),
    ("kind = \"due\"", "missing-key ‹"),
    (
        "kind = \"due\"\nless = [\"payee\"]",
        "wrong-unit ‹\"payee\"›",
    ),
    (
        "kind = \"due\"\nless = [\"amount\"]\nearly = \"3天\"",
        "missing-key ‹",
    ),
    (
        "kind = \"due\"\nless = [\"amount\"]\nover = \"3天\"",
        "wrong-unit ‹3天›",
    ),
    (
        "kind = \"due\"\nother = \"disclosures\"\nreceived = \"days\"",
        "wrong-unit ‹\"days\"›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"",
        "missing-key ‹",
    ),
    (
        "kind = \"steps\"\nstep = \"summary\"\nsteps = [\"甲\", \"乙\"]",
        "missing-key ‹",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\"]",
        "out-of-bounds ‹[\"甲\"]›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\", \"乙|\"]",
        "empty ‹\"乙|\"›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\", \"乙|甲\"]",
        "duplicate ‹\"乙|甲\"›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"amount\"\nsteps = [\"甲\", \"乙\"]",
        "wrong-unit ‹\"amount\"›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\", \"乙\"]\ncheck = \"late\"",
        "missing-key ‹",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\", \"乙\"]\nhand = \"payee\"",
        "unknown-key ‹\"payee\"›",
    ),
    (
        "kind = \"steps\"\nby = [\"org\"]\nstep = \"summary\"\nsteps = [\"甲\", \"乙\"]\ncheck = \"hands\"",
        "unknown-word ‹\"hands\"›",
    ),
    ("kind = \"balance\"", "missing-key ‹"),
    (
        "kind = \"balance\"\ncheck = \"vouchers\"",
        "unknown-word ‹\"vouchers\"›",
    ),
    (
        "kind = \"balance\"\ncheck = \"voucher\"",
        "unknown-column ‹\"balance\"›",
    ),
];

#[test]
fn every_wrong_key_of_a_logic_is_told() {
    for (keys, told) in LOGICS {
        check(&logic(keys), &[told]);
    }
    check(&rule(""), &["missing-key ‹"]);
}
