DROP TABLE "Returns";
