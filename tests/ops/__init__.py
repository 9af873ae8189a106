"""Operations on a running stack, against recorded answers of AWS."""
