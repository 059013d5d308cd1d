//! What a case is made of: rows of numbers, out of which schema, migration and queries are read. proptest makes them and takes them away again: fewer or smaller
//! numbers are a smaller case, as 0 is always the simplest choice and stands for every number that is not there.

use proptest::collection::vec;
use proptest::prelude::*;

/// The numbers of one case.
#[derive(Clone, Debug)]
pub struct Seeds {
    pub schema: Vec<u16>,
    /// Functions and triggers.
    pub objects: Vec<u16>,
    pub changes: Vec<Vec<u16>>,
    pub queries: Vec<Vec<u16>>,
}

impl Seeds {
    pub fn rows(&mut self) -> Vec<&mut Vec<u16>> {
        [&mut self.schema, &mut self.objects].into_iter().chain(&mut self.changes).chain(&mut self.queries).collect()
    }
}

pub fn seeds() -> impl Strategy<Value = Seeds> {
    let numbers = |most: usize| vec(any::<u16>(), 0..=most);
    (vec(any::<u16>(), 20..=90), numbers(80), vec(numbers(40), 1..=3), vec(numbers(70), 1..=16))
        .prop_map(|(schema, objects, changes, queries)| Seeds { schema, objects, changes, queries })
}

/// Reads one row.
pub struct Choices<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Choices<'a> {
    pub fn new(numbers: &'a [u16]) -> Self {
        Choices { numbers, at: 0 }
    }

    /// A number below `bound`, which is 0 at the end.
    pub fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(number) % bound.max(1)
    }

    /// Once in `n`, and not at the end.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of them; `None` if there is none.
    pub fn one<'b, T>(&mut self, of: &'b [T]) -> Option<&'b T> {
        of.get(self.below(of.len()))
    }

    /// A position, by weight; the first at the end.
    pub fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut number = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if number < *weight {
                return at;
            }
            number -= weight;
        }
        0
    }
}
