//! Pieces that the screens are drawn with: values in, cells out; none knows of a record.

pub(crate) mod chart;
pub(crate) mod json;
pub(crate) mod qr;
pub(crate) mod text;
