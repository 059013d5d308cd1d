ALTER TABLE "users" RENAME COLUMN "nickName" TO "screen_name";
