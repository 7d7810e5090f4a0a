#include "expect.h"
int main(void) { return 0; }
