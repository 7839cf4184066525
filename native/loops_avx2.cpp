#define LABELPROOF_UNIT avx2
#include "loops.inl"
