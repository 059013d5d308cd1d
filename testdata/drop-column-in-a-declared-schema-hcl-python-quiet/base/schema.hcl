schema "public" {}

table "users" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
  }
  column "username" {
    null = true
    type = text
  }
  column "email" {
    null = false
    type = text
  }
  primary_key {
    columns = [column.id]
  }
}
