"""The police internal management review (PIMR): the reoffending review form, stage by stage."""
