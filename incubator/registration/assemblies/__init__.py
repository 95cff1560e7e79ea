"""The pages of meetings: notice and agenda, the sign-in sheet for phones, resolutions with their votes."""
