"""What-if simulations as jobs: asked, run in processes of their own, kept, compared."""
