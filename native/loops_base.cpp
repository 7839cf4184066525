#define LABELPROOF_UNIT base
#include "loops.inl"
