CREATE TABLE "Priority" ("id" SERIAL NOT NULL, "title" TEXT NOT NULL, CONSTRAINT "Priority_pkey" PRIMARY KEY ("id"));
