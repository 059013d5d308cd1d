DROP TABLE posts;
DROP TABLE writers;
