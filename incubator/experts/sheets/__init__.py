"""How is judged: score sheets on a rubric, each opened only after its expert declared no conflict."""
