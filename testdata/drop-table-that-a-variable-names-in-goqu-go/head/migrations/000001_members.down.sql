DROP TABLE member_urls;
DROP TABLE members;
