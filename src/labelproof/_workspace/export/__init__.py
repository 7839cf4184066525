"""What a review gives back: the corrected data in their own format or in another one, and the decisions as a patch."""
