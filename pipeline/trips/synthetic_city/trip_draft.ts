/**
 * The trip being made. One draft is filled anew for every row and copied into columns: ten million objects would cost more than
 * everything else. Money is whole cents, so that sums are exact.
 */
export interface TripDraft {
  /** TLC's VendorID: who built the meter, 1 or 2. */
  vendor: number;
  /** Seconds from the start of the month to the pickup. */
  pickup: number;
  /** Seconds from pickup to drop-off. */
  seconds: number;
  /** LocationID of the pickup. */
  from: number;
  /** LocationID of the drop-off. */
  to: number;
  /** Hundredths of a mile. */
  distance: number;
  /** As the driver counted them. */
  passengers: number;
  /** TLC's RatecodeID: 1 standard, 2 JFK, 3 Newark, 5 agreed upon. */
  ratecode: number;
  /** TLC's payment_type: 1 card, 2 cash, 3 no charge, 4 dispute. */
  payment: number;
  /** TLC's trip_type: 1 hailed on the street, 2 dispatched. */
  tripType: number;
  /** 1 when the record was kept in the car for want of a connection. */
  stored: number;
  /** 0 when passengers, codes and flags never reached TLC. */
  detailed: number;
  /** On the meter or agreed upon, cents like all below. */
  fare: number;
  /** For rush hour and night. */
  extra: number;
  /** State tax. */
  mtaTax: number;
  /** By card alone; nobody records cash. */
  tip: number;
  /** Bridges and tunnels. */
  tolls: number;
  /** Improvement surcharge. */
  improvement: number;
  /** For Manhattan south of 96th Street. */
  congestion: number;
  /** For a pickup at JFK or LaGuardia. */
  airport: number;
  /** For Manhattan south of 60th Street. */
  businessDistrict: number;
}

/** A draft to start with; every field is overwritten for every trip. */
export function emptyDraft(): TripDraft {
  return {
    vendor: 0,
    pickup: 0,
    seconds: 0,
    from: 0,
    to: 0,
    distance: 0,
    passengers: 0,
    ratecode: 0,
    payment: 0,
    tripType: 0,
    stored: 0,
    detailed: 0,
    fare: 0,
    extra: 0,
    mtaTax: 0,
    tip: 0,
    tolls: 0,
    improvement: 0,
    congestion: 0,
    airport: 0,
    businessDistrict: 0,
  };
}
