DROP TABLE "Refunds";
ALTER TABLE "Gifts" DROP COLUMN "Message";
