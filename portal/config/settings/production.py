"""The settings that `./run` serves with."""

from .base import *
