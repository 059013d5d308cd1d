package store

const userColumns = "id, email"
