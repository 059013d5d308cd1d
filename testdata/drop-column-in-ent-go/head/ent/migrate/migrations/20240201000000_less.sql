-- Modify "persons" table
ALTER TABLE "persons" DROP COLUMN "nick_name";
