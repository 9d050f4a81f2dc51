"""The forms of a course: what trainees say of its trainers and organisers (evaluation), and what they plan (RTL).

Here stand the forms alone, as authors write them. Who fills one in, and when, is the business of the rooms above.
"""
