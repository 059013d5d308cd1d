pub mod other;
