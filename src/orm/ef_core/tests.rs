//! What files of C# say of classes and their tables.
