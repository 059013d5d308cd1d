CREATE TYPE "Mood" AS ENUM ('HAPPY', 'SAD');

CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "state" "Mood" NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);
