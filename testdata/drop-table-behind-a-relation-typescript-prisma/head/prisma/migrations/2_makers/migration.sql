ALTER TABLE "Maker" RENAME TO "Producer";
