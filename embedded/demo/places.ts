/** Where people live and work: their clock, their language, and what they are called. */
export interface Place {
  readonly timeZone: string;
  readonly language: string;
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

export const berlin: Place = {
  timeZone: 'Europe/Berlin',
  language: 'de',
  givenNames:
    'Anna Ben Clara David Elif Emil Felix Hannah Ida Jan Jonas Julia Karl Lea Lena Leon Lukas Marie Max Mia Nele Noah Paul Sophie Timo Yusuf'.split(
      ' ',
    ),
  familyNames:
    'Arslan Bauer Becker Braun Fischer Fuchs Hartmann Hoffmann Keller Klein Koch König Krause Lang Meyer Müller Richter Schmidt Schulz Vogel Wagner Weber Wolf Yilmaz'.split(
      ' ',
    ),
};

export const saoPaulo: Place = {
  timeZone: 'America/Sao_Paulo',
  language: 'pt-BR',
  givenNames:
    'Aline Ana André Beatriz Bruno Camila Carla Diego Eduardo Fernanda Gabriel Helena Igor João Júlia Larissa Lucas Luiza Marcos Mariana Pedro Rafael Renata Thiago'.split(
      ' ',
    ),
  familyNames:
    'Almeida Araújo Barbosa Cardoso Carvalho Costa Dias Ferreira Gomes Lima Martins Melo Moreira Nunes Oliveira Pereira Ribeiro Rocha Santos Silva Souza Teixeira'.split(
      ' ',
    ),
};

export const kolkata: Place = {
  timeZone: 'Asia/Kolkata',
  language: 'en',
  givenNames:
    'Aditi Aditya Ananya Anil Arjun Deepa Divya Farhan Ishaan Karan Kavya Lakshmi Meera Neha Nikhil Pooja Priya Rahul Ravi Rohan Sanjay Shreya Vikram Zoya'.split(
      ' ',
    ),
  familyNames:
    'Banerjee Bhat Chopra Das Desai Ghosh Gupta Iyer Joshi Kapoor Khan Kumar Menon Mehta Mishra Nair Patel Rao Reddy Sharma Singh Varma'.split(
      ' ',
    ),
};

/** One entry per fifth of the staff. */
export const places = [berlin, berlin, saoPaulo, saoPaulo, kolkata] as const;
