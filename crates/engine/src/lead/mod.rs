//! From hits to leads: subjects, cutting into periods, ids, sentences, evidence, matters, scores.

pub(crate) mod build;
pub(crate) mod cut;
pub(crate) mod draft;
pub(crate) mod id;
pub(crate) mod inferred;
pub(crate) mod links;
pub(crate) mod matters;
mod population;
pub(crate) mod say;
pub(crate) mod score;
pub(crate) mod sentence;
