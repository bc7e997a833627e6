import mysql from 'mysql2/promise';

const pool = mysql.createPool(process.env.FAKE_MYSQL);

export async function handler() {
  const [rows] = await pool.query('SELECT name FROM orders');
  return rows;
}
