/* SPDX-License-Identifier: MIT */
/* The helpers of NetX that add-ons use for strings and numbers. */
#include "nx_core.h"

/* Longer than the limit is NX_SIZE_ERROR. */
UINT _nx_utility_string_length_check(CHAR *input_string, UINT *string_length, UINT max_string_length)
{
    UINT length = 0;
    if (!input_string)
    {
        return NX_PTR_ERROR;
    }
    while (input_string[length])
    {
        if (length++ == max_string_length)
        {
            return NX_SIZE_ERROR;
        }
    }
    if (string_length)
    {
        *string_length = length;
    }
    return NX_SUCCESS;
}

UINT _nx_utility_string_to_uint(CHAR *input_string, UINT string_length, UINT *number)
{
    if (!input_string || !number)
    {
        return NX_PTR_ERROR;
    }
    if (!string_length)
    {
        return NX_SIZE_ERROR;
    }
    *number = 0;
    for (UINT i = 0; i < string_length; i++)
    {
        UINT digit = (UINT)(UCHAR)input_string[i] - '0';
        if (digit > 9)
        {
            return NX_INVALID_PARAMETERS;
        }
        if (*number > (0xFFFFFFFFu - digit) / 10)
        {
            return NX_OVERFLOW;
        }
        *number = *number * 10 + digit;
    }
    return NX_SUCCESS;
}

/* Returns the length written, without the final zero; 0 when it does not fit. */
UINT _nx_utility_uint_to_string(UINT number, UINT base, CHAR *string_buffer, UINT string_buffer_size)
{
    CHAR digits[32];
    UINT length = 0;
    if (!string_buffer || !string_buffer_size || base < 2 || base > 36)
    {
        return 0;
    }
    do
    {
        digits[length++] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % base];
        number /= base;
    } while (number);
    if (length >= string_buffer_size)
    {
        length = 0;
    }
    for (UINT i = 0; i < length; i++)
    {
        string_buffer[i] = digits[length - 1 - i];
    }
    string_buffer[length] = 0;
    return length;
}
