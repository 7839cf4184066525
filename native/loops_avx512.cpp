#define LABELPROOF_UNIT avx512
#include "loops.inl"
