"""The pages: Gradio, one file per tab."""
