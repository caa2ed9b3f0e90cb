//! JSON lines and arrays of objects.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    harness::open("a.jsonl", bytes, "");
    let first: &[u8] = b"{\"org\":\"A\",\"date\":\"2024-01-02\",\"direction\":\"out\",\"amount\":1.00,\"summary\":\"x\"}\n";
    harness::open("b.jsonl", &[first, bytes].concat(), "");
    harness::open("c.json", &[b"[{\"org\":", bytes].concat(), "");
});
