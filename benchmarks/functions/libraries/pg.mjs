import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.FAKE_POSTGRES, max: 1 });

export async function handler() {
  const { rows } = await pool.query('SELECT name FROM orders');
  return rows;
}
