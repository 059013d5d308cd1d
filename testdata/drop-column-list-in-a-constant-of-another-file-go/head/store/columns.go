package store

const userColumns = "id, username"
