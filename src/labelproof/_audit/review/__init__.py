"""What an audit writes for the people who review it: the folder `review`, plain files that the workspace reads."""
