-- Modify "people" table
ALTER TABLE "people" DROP COLUMN "nick_name";
