//! Literals of exports → canonical values, exact or refused, with the reason in both languages.
