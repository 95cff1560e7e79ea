"""Who lives in the park, until when, and in which cohort."""
