ALTER TABLE "users" RENAME COLUMN "nickName" TO "nick_name";
