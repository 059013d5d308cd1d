DROP TABLE member_urls;
