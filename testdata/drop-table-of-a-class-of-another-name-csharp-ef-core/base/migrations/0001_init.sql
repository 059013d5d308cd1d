CREATE TABLE "Refunds" ("Id" int PRIMARY KEY, "Text" text, "Amount" numeric);
CREATE TABLE "Gifts" ("Id" int PRIMARY KEY, "Message" text);
CREATE TABLE "Returns" ("Id" int PRIMARY KEY, "Message" text);
