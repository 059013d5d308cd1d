schema "public" {}

table "users" {
  schema = schema.public
  column "id" {
    null = false
    type = bigint
  }
  column "email" {
    null = false
    type = text
  }
  primary_key {
    columns = [column.id]
  }
}
