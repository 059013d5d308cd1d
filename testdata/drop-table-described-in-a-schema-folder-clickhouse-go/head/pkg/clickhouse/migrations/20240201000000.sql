DROP TABLE IF EXISTS `default`.`hits_v1`;
