"""Pictures of dishes and the chain's logo: checked, made small, kept under names that tell their content."""
