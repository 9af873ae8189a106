"""For each rule: resources it lets pass, and resources in which it finds something. A module here stands for one of rules."""
