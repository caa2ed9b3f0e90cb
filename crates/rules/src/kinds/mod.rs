//! The shelf of rule kinds: one file each, two lines here.
